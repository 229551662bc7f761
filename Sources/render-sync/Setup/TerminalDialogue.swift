// SPDX-License-Identifier: MIT

import Glibc
import Setup

/// Somebody at a terminal: questions and what is done on standard error, answers from standard input. Without a terminal
/// nobody is asked, and what is done is said all the same.
struct TerminalDialogue: Dialogue {
    /// A question in the middle of a JSON document would spoil it.
    let isQuiet: Bool

    var canAsk: Bool { !isQuiet && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    func ask(_ question: String) -> String? {
        StandardErrorWriter.shared.write(Array(question.utf8))
        return readLine()
    }

    func say(_ line: String) {
        if !isQuiet { Output.say(line) }
    }
}
