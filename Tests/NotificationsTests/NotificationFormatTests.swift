// SPDX-License-Identifier: MIT

import JSON
import SyncCore
import Testing
@testable import Notifications

@Suite struct NotificationFormatTests {
    @Test(arguments: [
        ("hooks.slack.com", NotificationFormat.slack), ("hooks.slack-gov.com", .slack),
        ("discord.com", .discord), ("canary.discord.com", .discord), ("ptb.discord.com", .discord),
        ("discordapp.com", .discord),
        ("prod-00.westeurope.logic.azure.com", .teams), ("example.webhook.office.com", .teams),
        ("default.00.environment.api.powerplatform.com", .teams),
        // Whose name only looks like one of them.
        ("hooks.slack.com.example.com", .report), ("evilhooks.slack.com", .report), ("slack.com", .report),
        ("notdiscord.com", .report), ("logic.azure.com.example.com", .report), ("127.0.0.1", .report),
        ("discord\u{301}.com", .report), ("", .report),
    ])
    func theHostTellsTheFormat(host: String, format: NotificationFormat) {
        #expect(NotificationFormat(host: host) == format)
    }

    private static func json(
        _ format: NotificationFormat, _ lines: [String], _ report: DeliveryReport = DeliveryReport(.failed, "no")
    ) throws -> JSONValue {
        try JSONValue(json: format.body(Notification(lines), report))
    }

    // MARK: Slack

    @Test func slackGetsATextWithoutLinksOrMentions() throws {
        let body = try Self.json(.slack, ["a & b", "<!channel> <http://x|y>"])
        #expect(body["text"]?.string == "a &amp; b\n&lt;!channel&gt; &lt;http://x|y&gt;")
        #expect(body.object?.count == 1)
    }

    // MARK: Discord

    @Test func discordGetsABlockOfCodeThatNothingEnds() throws {
        let body = try Self.json(.discord, ["API_KEY *a* @everyone", "```", "[x](http://y)"])
        #expect(body["content"]?.string == "```\nAPI_KEY *a* @everyone\n'''\n[x](http://y)\n```")
        #expect(body["allowed_mentions"]?["parse"]?.array?.count == 0)
    }

    /// Discord counts what JavaScript calls the length.
    @Test(arguments: ["a", "é", "界", "😀", "&"]) func discordGetsNoMoreThanItTakes(character: String) throws {
        let line = String(repeating: character, count: 90)
        let text = try #require(try Self.json(.discord, Array(repeating: line, count: 100))["content"]?.string)
        #expect(text.utf16.count <= 2000 && text.utf16.count > 1700)
        #expect(text.hasSuffix(" more lines\n```"))
    }

    // MARK: Teams

    @Test func teamsGetsACard() throws {
        let body = try Self.json(.teams, ["API_KEY", "next: it"])
        let attachment = try #require(body["attachments"]?.array?.first)
        let card = try #require(attachment["content"])
        let block = try #require(card["body"]?.array?.first)
        #expect(body["type"]?.string == "message")
        #expect(attachment["contentType"]?.string == "application/vnd.microsoft.card.adaptive")
        #expect(card["type"]?.string == "AdaptiveCard" && card["version"]?.string == "1.2")
        #expect(block["type"]?.string == "TextBlock")
        guard case .boolean(true)? = block["wrap"] else { return #expect(Bool(false), "the text is not wrapped") }
        #expect(block["text"]?.string == "API_KEY\n\nnext: it")
    }

    @Test func inACardMarkdownStandsForItself() throws {
        let body = try Self.json(.teams, [#"[x](http://y) *b* `c` \ <d> _e_ F_G #h"#])
        let card = body["attachments"]?.array?.first?["content"]?["body"]?.array?.first
        #expect(card?["text"]?.string == ##"\[x\](http://y) \*b\* \`c\` \\ \<d> \_e\_ F_G \#h"##)
    }

    @Test(arguments: ["a", "\"", "\\", "界", "*"]) func teamsGetsNoMoreThanItTakes(character: String) {
        let line = String(repeating: character, count: 500)
        let body = NotificationFormat.teams.body(
            Notification(Array(repeating: line, count: 500)), DeliveryReport(.failed, "no"))
        #expect(body.count <= 28 << 10 && body.count > 20 << 10)
    }

    // MARK: Others

    @Test func everyOtherReceiverGetsTheReportAndTheText() throws {
        var push = PushReport(sync: "api", verdict: .failed, "no")
        push.created = [Key("A")]
        let body = try Self.json(.report, ["first", "second"], DeliveryReport([push]))
        #expect(body["status"]?.string == "failed" && body["message"]?.string == "no")
        #expect(body["syncs"]?.array?.first?["created"]?.array?.first?.string == "A")
        #expect(body["text"]?.string == "first\nsecond")
    }

    // MARK: Room

    @Test func aLineIsOneLineAndNotEndless() {
        let lines = Notification(["a\nb\u{202E}\u{1B}[31m", String(repeating: "x", count: 5000)]).lines
        #expect(lines[0] == "a b  [31m")
        #expect(lines[1].count == 603 && lines[1].hasSuffix("..."))
    }

    @Test func theFirstLinesAreKept() {
        let text = Notification(["one", "two", "three", "four"]).text(bound: 29)
        #expect(text == "one\ntwo\n... and 2 more lines")
    }
}
