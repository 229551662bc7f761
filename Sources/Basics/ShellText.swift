// SPDX-License-Identifier: MIT

/// Text for a POSIX shell.
package enum ShellText {
    /// The text as one word, in single quotes.
    package static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// The text as one word, in quotes only where it must be: not every reader of such a file removes them.
    package static func word(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Whether the text is one word without quotes.
    package static func isPlain(_ text: String) -> Bool { ASCII.isWord(text, and: "_-./,:{}@%+=") }
}
