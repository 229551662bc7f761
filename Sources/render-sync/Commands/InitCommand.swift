// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a sync's first push, as its INITIAL_SYNC_BEHAVIOR says.",
        discussion: """
            overwrite-destination pushes. import-prioritize-source first imports into Infisical what only Render has; \
            import-prioritize-destination also replaces the values that differ by Render's. A second init does nothing.
            """)

    @OptionGroup var selection: SyncSelection
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let process = Process(isCommand: true) { pusher, sync in await pusher.firstSync(sync).run() }
        try await process.run(selection, output)
    }
}
