// SPDX-License-Identifier: MIT

import Basics

/// What people are told, as plain lines: a form makes a chat's text of them. Holds no value of a secret.
package struct Notification: Sendable, Equatable {
    /// What comes first is kept where a chat has no room for all.
    package let lines: [String]

    /// The longest line, in Unicode scalars.
    private static let lineBound = 600

    /// Takes lines of any text.
    package init(_ lines: [String]) {
        self.lines = lines.map(Self.line)
    }

    /// Names and messages come from outside: one line each, without control characters, and not endless.
    private static func line(_ text: String) -> String {
        let scalars = SafeText.oneLine(text).unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: lineBound, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return String(scalars) }
        return String(scalars[..<end]) + "..."
    }
}

extension Notification {
    /// The lines in a chat's own writing, as many as it has room for.
    func text(
        bound: Int, lineBreak: String = "\n", cost: (String) -> Int = { $0.utf16.count },
        writing: (String) -> String = { $0 }
    ) -> String {
        let rest = { (count: Int) in count == 1 ? "... and 1 more line" : "... and \(count) more lines" }
        var written: [String] = []
        // Room for the line that says what is missing.
        var room = bound - cost(rest(lines.count))
        for line in lines.map(writing) {
            room -= cost(line) + cost(lineBreak)
            guard room >= 0 else {
                written.append(rest(lines.count - written.count))
                break
            }
            written.append(line)
        }
        return written.joined(separator: lineBreak)
    }
}
