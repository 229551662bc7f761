// SPDX-License-Identifier: MIT

import Basics
import Glibc
import Setup
import SyncCore

/// What the commands say to people, in one place.
enum Messages {
    // MARK: serve

    static let badPort = "PORT: expected a number from 0 to 65535"
    static let noSigningKey =
        "every delivery is refused: set INFISICAL_WEBHOOK_SECRET to the webhook's secret key"

    static func shortSigningKey(_ scope: SigningKey.Scope) -> String {
        let variable =
            switch scope {
            case .everySync: "INFISICAL_WEBHOOK_SECRET"
            case .sync(let name): "the WEBHOOK_SECRET of the sync \(name.text)"
            }
        return "\(variable) is shorter than \(SigningKey.leastLength) bytes and can be guessed: "
            + "make one with openssl rand -hex 32, and set it in Infisical's webhook too"
    }

    static func stopping(_ pushes: Int) -> String {
        switch pushes {
        case 0: "stopping"
        case 1: "stopping: 1 push to end"
        default: "stopping: \(pushes) pushes to end"
        }
    }

    static func droppedLogLines(_ count: Int) -> String {
        "\(count) log \(count == 1 ? "line was" : "lines were") dropped: nobody read standard error"
    }

    // MARK: Every command

    static let interrupted = "interrupted; nothing was written"

    static func stoppingCommand(signals: Int) -> String {
        switch signals {
        case 1: "stopping after the calls in flight; once more skips the redeploy"
        case 2: "without the redeploy; once more ends the calls in flight"
        default: "ending the calls in flight"
        }
    }

    static func unwritten(_ failure: StandardStream.WriteFailure) -> String {
        "standard output cannot be written: \(failure.message)"
    }

    static func unreadable(_ path: String, _ failure: StandardStream.ReadFailure) -> String {
        "\(SafeText.clean(path)) cannot be read: \(failure.message)"
    }

    // MARK: Commands that ask

    static let nothingWasDone = "nothing was done"
    static let noTerminal = "nothing was done: there is no terminal to ask on"
    static let runWithYes = "look at the plan, then run the same command with --yes"

    // MARK: handle

    static let readingDelivery = "reading a delivery from the terminal; Ctrl-D ends it"

    // MARK: healthcheck

    static func unreachable(_ port: String) -> String { "nothing responds on port \(port); see PORT and HOST" }
    static func notRenderSync(_ port: String) -> String { "something other than render-sync responds on port \(port)" }

    // MARK: lambda

    static func badRuntimeAPI(_ variable: String) -> String {
        "\(variable): expected host:port, as AWS Lambda sets it for its runtimes"
    }

    // MARK: setup

    static let whereCredentialsAre =
        "a machine identity is made in Infisical (Organization > Access Control > Machine Identities), an API key at Render "
        + "(Account Settings > API Keys); export both, or name a file with --env-file"
    static let sayWhichSync = "pass --name: RENDER_SYNCS names several syncs"
    static let sayOutputFile = "pass --output-file: a terminal would keep the new signing key in what it shows"

    static func fileExists(_ path: String) -> SetupFailure {
        SetupFailure(
            .output, "\(SafeText.clean(path)) is there already, and nothing was done",
            hint: "name another file, or pass --force to replace it")
    }

    static func unwritable(_ path: String, _ fault: PrivateFile.Fault) -> SetupFailure {
        switch fault {
        case .exists: fileExists(path)
        case .system(let number):
            SetupFailure(.output, "\(SafeText.clean(path)) cannot be written: \(String(cString: strerror(number)))")
        }
    }

    // MARK: sign

    static let readingBody = "reading a body from the terminal; Ctrl-D ends it"
    static let badBodyToSign =
        "expected a JSON object of at most 1 MiB on standard input, with a timestamp when it is kept"
}
