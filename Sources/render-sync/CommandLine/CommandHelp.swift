// SPDX-License-Identifier: MIT

import ArgumentParser

/// What a command's help says after its options. The manual page is made from it, too.
struct CommandHelp: Sendable {
    /// A word or two, and what they are about.
    struct Row: Sendable {
        var name: String
        var text: String

        init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    var examples: [Row]
    var variables: [Row]
    var exits: [Row]

    /// The sections by their titles.
    var sections: [(title: String, rows: [Row])] {
        [("Examples", examples), ("Variables", variables), ("Exit codes", exits)].filter { !$0.1.isEmpty }
    }

    /// As ArgumentParser writes what stands above it.
    func text(columns: Int) -> String {
        sections.map { title, rows in
            let width = title == "Exit codes" ? 6 : 26
            return "\(title.uppercased()):\n" + rows.map { Self.lines(of: $0, width: width, columns: columns) }.joined()
        }.joined(separator: "\n")
    }

    /// The name, and the text beside it, or below where the name is long.
    private static func lines(of row: Row, width: Int, columns: Int) -> String {
        let isBeside = row.name.count + 3 < width
        let indent = String(repeating: " ", count: width)
        var lines = WrappedText.lines(row.text, columns: max(20, columns - width), hanging: 0).map { indent + $0 }
        if isBeside, let first = lines.first {
            lines[0] = "  \(row.name)" + first.dropFirst(row.name.count + 2)
        } else {
            // A command line is not broken: it is there to be copied.
            lines =
                WrappedText.lines(
                    row.name, columns: row.name.hasPrefix("render-sync") ? nil : max(20, columns - 2), hanging: 0
                ).map { "  \($0)" } + lines
        }
        return lines.map { "\($0)\n" }.joined()
    }
}

/// A command whose help goes on after the options.
protocol CommandWithHelp: ParsableCommand {
    static var help: CommandHelp { get }
}

// MARK: Variables

extension CommandHelp.Row {
    static let signingKey = Self(
        "INFISICAL_WEBHOOK_SECRET, INFISICAL_WEBHOOK_SECRET_PREVIOUS",
        "the webhook's signing key; the previous one is accepted too")
}

extension [CommandHelp.Row] {
    private typealias Row = CommandHelp.Row

    /// Of Infisical alone.
    static let infisical: Self = [
        Row("INFISICAL_DOMAIN", "Infisical's address (https://app.infisical.com)"),
        Row(
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID, INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET, INFISICAL_TOKEN, INFISICAL_AUTH_METHOD",
            "how to log in there"),
        Row("INFISICAL_CA_BUNDLE", "certificate authorities for Infisical alone"),
    ]

    /// Of Render alone.
    static let render: Self = [
        Row("RENDER_API_KEY, RENDER_CONNECTION_<ID>_API_KEY", "the key of Render's API, or of a connection"),
        Row("RENDER_API_URL", "Render's API (https://api.render.com/v1)"),
    ]

    /// Of the syncs.
    static let syncs: Self = [
        Row("RENDER_SYNCS", "the names of the syncs, separated by commas; none for a single one"),
        Row("RENDER_SYNC, RENDER_SYNC_<FIELD>, RENDER_SYNC_<NAME>_<FIELD>", "the syncs; README.md lists every field"),
    ]

    /// Of everything that reaches both APIs.
    static let pushes: Self =
        syncs + infisical + render + [
            Row("RENDER_SYNC_TIMEOUT", "seconds that one push may take (600)"),
            Row("CURL_CA_BUNDLE, SSL_CERT_FILE", "certificate authorities in place of the system's"),
            Row("RENDER_SYNC_NOTIFY_URL, RENDER_SYNC_NOTIFY_ON", "who is told of pushes, and of which (failure)"),
        ] + log

    /// Of webhooks.
    static let deliveries: Self = [
        .signingKey, Row("RENDER_SYNC_SIGNATURE_TOLERANCE", "seconds that a signature is good for (300)"),
    ]

    static let log: Self = [
        Row(
            "RENDER_SYNC_LOG_LEVEL, RENDER_SYNC_LOG_FORMAT",
            "the log on standard error: info; text on a terminal, else json"),
        Row("NO_COLOR, TERM", "no colours; TERM=dumb: no progress line either"),
    ]
}

// MARK: Exit codes

extension [CommandHelp.Row] {
    /// What the sysexits mean here.
    private static let meanings: [(code: Int32, text: String)] = [
        (0, "done, or nothing to do"), (1, "nothing responds"), (2, "there is something to do"),
        (64, "the command line is wrong, or nobody agreed"),
        (65, "a guard refuses the data, or the delivery or the input is malformed"),
        (69, "Infisical or Render refused, or a deploy failed"), (74, "the output could not be written"),
        (75, "gave up on something that may pass: a rate limit, a timeout, a signal"),
        (77, "the signature is not valid"),
        (78, "the configuration is wrong"),
    ]

    static func exits(_ codes: Int32...) -> Self {
        meanings.filter { codes.contains($0.code) }.map { CommandHelp.Row("\($0.code)", $0.text) }
    }
}
