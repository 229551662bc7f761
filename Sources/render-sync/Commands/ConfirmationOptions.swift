// SPDX-License-Identifier: MIT

import ArgumentParser

/// How a command that is shown before it is done is agreed to.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Do it without asking; needed where there is no terminal.")
    var yes = false

    @Flag(help: "Show what would be done, and do nothing.")
    var dryRun = false

    func validate() throws {
        if yes && dryRun { throw ValidationError("--yes and --dry-run exclude each other") }
    }
}
