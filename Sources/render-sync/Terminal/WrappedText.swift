// SPDX-License-Identifier: MIT

/// Text in lines that fit a terminal, broken between words; one line where there is none.
enum WrappedText {
    /// Further lines stand `hanging` columns behind the first.
    static func lines(_ text: String, columns: Int?, indent: Int = 0, hanging: Int = 2) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, let columns, line.count + 1 + word.count > columns {
                lines.append(line)
                line = String(repeating: " ", count: indent + hanging)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }

    /// The same with a label in a colour, after what stands before it. Wrapped first: colours take no columns.
    static func lines(
        _ before: String = "", label: String, _ color: TerminalStyle.Color, _ rest: String, style: TerminalStyle,
        columns: Int?, indent: Int = 0
    ) -> [String] {
        var lines = lines(before + label + rest, columns: columns, indent: indent)
        let start = String(repeating: " ", count: indent) + before
        // A label that was broken itself stays as it is.
        if lines[0].hasPrefix(start + label) {
            lines[0] = start + style(color, label) + lines[0].dropFirst(start.count + label.count)
        }
        return lines
    }
}
