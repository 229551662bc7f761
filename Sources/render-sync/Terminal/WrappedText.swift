// SPDX-License-Identifier: MIT

/// Text in lines that fit a terminal, broken between words; one line where there is none.
enum WrappedText {
    /// Further lines stand two columns behind the first.
    static func lines(_ text: String, columns: Int?, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, let columns, line.count + 1 + word.count > columns {
                lines.append(line)
                line = String(repeating: " ", count: indent + 2)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
