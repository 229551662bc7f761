// SPDX-License-Identifier: MIT

/// Classes of ASCII characters, byte by byte: what protocols are made of does not depend on Unicode.
package enum ASCII {
    package static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    package static func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    package static func isLowercase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    package static func isLetter(_ byte: UInt8) -> Bool { isUppercase(byte) || isLowercase(byte) }
    package static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    /// A control character, NUL and DEL among them.
    package static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
    /// Neither a control character, nor a space, nor beyond ASCII.
    package static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    package static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }

    /// Whether both texts have the same bytes, whatever the case of their ASCII letters.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    /// Whether the text has at least one byte, and each is alphanumeric or one of `others`.
    package static func isWord(_ text: String, and others: StaticString = "") -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || others.contains($0) }
    }
}

extension StaticString {
    package func contains(_ byte: UInt8) -> Bool { withUTF8Buffer { $0.contains(byte) } }
}
