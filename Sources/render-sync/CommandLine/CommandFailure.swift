// SPDX-License-Identifier: MIT

import Basics
import Configuration
import Glibc
import SyncCore

/// What a command could not do, said once at its end: to people on standard error, and with `--output json` to programs
/// on standard output.
struct CommandFailure: Error {
    /// What is wrong; a line each.
    var messages: [String]
    /// What to do next, where the messages do not say it.
    var hint: String?
    var exitCode: Int32

    init(_ message: String, hint: String? = nil, _ verdict: Verdict) {
        self.init(messages: [message], hint: hint, exitCode: verdict.exitCode)
    }

    init(messages: [String], hint: String? = nil, exitCode: Int32) {
        self.messages = messages
        self.hint = hint
        self.exitCode = exitCode
    }

    /// Every problem of a configuration.
    init(_ problems: [ConfigurationProblem]) {
        self.init(messages: problems.map(\.description), exitCode: Verdict.misconfigured.exitCode)
    }

    /// A command line that cannot be followed as it stands (EX_USAGE).
    static func usage(_ message: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(messages: [message], hint: hint, exitCode: EX_USAGE)
    }

    /// A report that reached nobody (EX_IOERR).
    static func unwritten(_ failure: StandardStream.WriteFailure) -> CommandFailure {
        CommandFailure(messages: [Messages.unwritten(failure)], exitCode: EX_IOERR)
    }

    var json: [UInt8] { DeliveryReport(.failed, messages.joined(separator: "; ")).json }
}
