// SPDX-License-Identifier: MIT

import SyncCore
import ArgumentParser

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take away from Render what the source has, and no more.",
        discussion: "Run it before a sync is given up. Secrets in Infisical stay.")

    @Argument(help: "The sync, by its name in RENDER_SYNCS.")
    var name: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let runtime = Runtime(isCommand: true) { pushes, sync in await pushes.removal(sync).run() }
        try await runtime.run([try runtime.sync(name, output)], output)
    }
}
