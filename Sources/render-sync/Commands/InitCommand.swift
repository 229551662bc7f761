// SPDX-License-Identifier: MIT

import SyncCore
import ArgumentParser

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
        let runtime = Runtime(isCommand: true) { pushes, sync in await pushes.firstSync(sync).run() }
        try await runtime.run(selection, output)
    }
}
