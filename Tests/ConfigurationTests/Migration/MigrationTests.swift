// SPDX-License-Identifier: MIT

import Configuration
import Testing

/// Infisical's own syncs as variables; the command that prints them is tested as a program.
@Suite struct MigrationPrintingTests {
    private static func item(
        name: String = "api", options: String = "{}", more: String = #""syncStatus": "succeeded""#
    ) -> String {
        """
        {"id": "1", "name": "\(name)", "projectId": "p", "environment": {"slug": "prod"}, "folder": {"path": "/"},
         "syncOptions": \(options), "destinationConfig": {"scope": "service", "serviceId": "srv-1"}, \(more)}
        """
    }

    private static func migration(_ item: String) throws -> Migration {
        try #require(Migration(json: Array(#"{"secretSyncs": [\#(item)]}"#.utf8)))
    }

    private static func lines(_ migration: Migration) -> [String] {
        migration.file.text(.env).split(separator: "\n").map(String.init)
    }

    /// Infisical has imported already: a push must neither wait for that nor do it again.
    @Test(arguments: ["import-prioritize-source", "import-prioritize-destination"])
    func aSyncThatHasImportedIsDone(behavior: String) throws {
        let options = #"{"initialSyncBehavior": "\#(behavior)"}"#
        for more in [
            #""syncStatus": "succeeded""#, #""syncStatus": "failed", "lastSyncedAt": "2024-05-01T12:00:00Z""#,
            #""version": 1"#,
        ] {
            let migration = try Self.migration(Self.item(options: options, more: more))
            #expect(Self.lines(migration).contains("RENDER_SYNC_API_INITIAL_SYNC_DONE=true"), "\(more)")
            #expect(migration.losses == [])
        }
    }

    /// What was to be imported would be deleted.
    @Test func aSyncThatHasNotSyncedYetIsLeftToInit() throws {
        let options = #"{"initialSyncBehavior": "import-prioritize-source"}"#
        let more = #""syncStatus": "failed", "lastSyncedAt": null"#
        let migration = try Self.migration(Self.item(options: options, more: more))
        #expect(!Self.lines(migration).contains("RENDER_SYNC_API_INITIAL_SYNC_DONE=true"))
        #expect(migration.file.notes.contains { $0.contains("render-sync init api") })
    }

    @Test func withoutAnImportThereIsNothingToBeDone() throws {
        #expect(!(try Self.migration(Self.item())).file.text(.env).contains("INITIAL_SYNC_DONE"))
    }

    @Test(arguments: [
        #""includeAllSubFolders": true, "syncStatus": "succeeded""#, #""recursive": true, "syncStatus": "succeeded""#,
    ])
    func subfoldersAreCarriedOver(more: String) throws {
        let migration = try Self.migration(Self.item(more: more))
        #expect(Self.lines(migration).contains("RENDER_SYNC_API_RECURSIVE=true"))
        #expect(migration.losses == [])
    }

    @Test(arguments: [#"{"turboMode": true}"#, #"{"disableSecretDeletion": "yes"}"#, "7"])
    func whatCannotBeCarriedOverIsALoss(options: String) throws {
        let migration = try Self.migration(Self.item(options: options))
        #expect(migration.losses.count == 1)
        #expect(migration.file.text(.env).contains("# api: syncOptions"))
    }

    // MARK: Shell

    /// Each would run something, or set another variable, if it left its comment or its quotes.
    @Test(arguments: [
        "a\\nRENDER_SYNC_API_MAX_DELETIONS=none", "a\\r\\n$(touch x)", "a\\u2028b", "a'; touch x; '", "$(touch x)",
        "`touch x`", "\\u0000", "a\\u001b]0;x", "\\n",
    ])
    func noTextLeavesItsLine(text: String) throws {
        let item = Self.item(
            name: text,
            more: #"""
                "description": "\#(text)", "secretPath": "\#(text)", "turboMode": true,
                "connectionId": "\#(text)", "connection": {"name": "\#(text)"}, "\#(text)Schema": true
                """#)
        let output = try Self.migration(item).file.text(.env)
        #expect(!output.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(!output.contains("\u{2028}"))
        for line in output.split(separator: "\n") {
            let isVariable =
                line.wholeMatch(of: #/RENDER_SYNC[A-Z0-9_]*=(?:[A-Za-z0-9_\-.\/,:{}@%+=]+|'(?:[^']|'\\'')*')/#) != nil
            #expect(line.hasPrefix("# ") || isVariable, "\(line)")
        }
    }

    @Test func aNameBecomesOneWord() throws {
        let migration = try Self.migration(Self.item(name: " Shop API, v2 "))
        #expect(Self.lines(migration).first == "RENDER_SYNCS=Shop-API-v2")
        #expect(Self.lines(migration).contains("RENDER_SYNC_SHOP_API_V2_PROJECT_ID=p"))
    }
}
