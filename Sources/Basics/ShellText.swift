// SPDX-License-Identifier: MIT

/// Text for a POSIX shell.
package enum ShellText {
    /// The text as one word, in single quotes.
    package static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// The text as one word, in quotes only where it must be: not every reader of such a file removes them.
    package static func word(_ text: String) -> String {
        ASCII.isWord(text, and: "_-./,:{}@%+=") ? text : quoted(text)
    }
}
