// SPDX-License-Identifier: MIT

extension JSONValue {
    /// The value as a document without white space, members in the order of their names' bytes. Numbers must be finite.
    package var encoded: [UInt8] {
        var document: [UInt8] = []
        append(to: &document)
        return document
    }

    private func append(to document: inout [UInt8]) {
        switch self {
        case .null: document += "null".utf8
        case .boolean(let flag): document += (flag ? "true" : "false").utf8
        case .whole(let number): document += String(number).utf8
        case .number(let number): document += String(number).utf8
        case .string(let text): Self.append(text, to: &document)
        case .array(let elements):
            document.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { document.append(UInt8(ascii: ",")) }
                element.append(to: &document)
            }
            document.append(UInt8(ascii: "]"))
        case .object(let members):
            document.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted.enumerated() {
                if index > 0 { document.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &document)
                document.append(UInt8(ascii: ":"))
                member.value.append(to: &document)
            }
            document.append(UInt8(ascii: "}"))
        }
    }

    /// A text with its quotes. RFC 8259 7: quotes, backslashes and control characters are escaped, everything else stands for itself.
    package static func append(_ text: String, to document: inout [UInt8]) {
        document.append(UInt8(ascii: "\""))
        var text = text
        // Over the text's own memory, run by run: its UTF-8 view costs a hundred instructions a byte.
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while let special = rest.firstIndex(where: isEscaped) {
                document += UnsafeBufferPointer(rebasing: rest[..<special])
                appendEscape(of: rest[special], to: &document)
                rest = rest[(special + 1)...]
            }
            document += UnsafeBufferPointer(rebasing: rest)
        }
        document.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscape(of byte: UInt8, to document: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\n"): document += #"\n"#.utf8
        case UInt8(ascii: "\r"): document += #"\r"#.utf8
        case UInt8(ascii: "\t"): document += #"\t"#.utf8
        case 0..<0x10: document += #"\u000\#(String(byte, radix: 16))"#.utf8
        case 0x10..<0x20: document += #"\u00\#(String(byte, radix: 16))"#.utf8
        default: document += [UInt8(ascii: "\\"), byte]
        }
    }
}
