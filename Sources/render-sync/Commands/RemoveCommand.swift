// SPDX-License-Identifier: MIT

import ArgumentParser
import SyncCore

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take away from Render what the source has, and no more.",
        discussion: "Run it before a sync is given up. Secrets in Infisical stay.")

    @Argument(help: "The sync, by its name in RENDER_SYNCS.")
    var name: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let process = Process(isCommand: true) { pusher, sync in await pusher.removal(sync).run() }
        try await process.run([try process.sync(name, output)], output)
    }
}
