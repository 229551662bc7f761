// SPDX-License-Identifier: MIT

import Basics

/// Texts and their escapes (RFC 8259 7).
extension JSONReader {
    /// Stands for half of a surrogate pair, which JavaScript's `JSON.stringify` writes as an escape (`\ud83d`) and no text
    /// in Swift can hold: a noncharacter, which no text is to hold (Unicode 16, 23.7).
    static let loneSurrogate: Unicode.Scalar = "\u{FFFF}"

    /// The bytes of a text without its quotes, escapes resolved.
    mutating func text() throws(Malformed) -> ArraySlice<UInt8> {
        try take("\"")
        let plain = try plainText()
        if takesByte({ $0 == UInt8(ascii: "\"") }) { return plain }
        var text = plain
        while takesByte({ $0 == UInt8(ascii: "\\") }) {
            text += String(try escape()).utf8
            text += try plainText()
        }
        index += 1
        return text
    }

    /// A text of bytes that must be UTF-8.
    static func string(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes.span))
        } catch {
            throw Malformed()
        }
    }

    /// Text up to a quote or a backslash, of which one is there.
    private mutating func plainText() throws(Malformed) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return bytes[start..<index]
            case 0..<0x20: throw Malformed()
            default: index += 1
            }
        }
        throw Malformed()
    }

    /// What follows a backslash.
    private mutating func escape() throws(Malformed) -> Unicode.Scalar {
        guard index < bytes.count else { throw Malformed() }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(from: try codeUnit())
        default: throw Malformed()
        }
    }

    /// The scalar of a code unit, or of the pair whose first half it is.
    private mutating func scalar(from unit: UInt16) throws(Malformed) -> Unicode.Scalar {
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let end = index
        if UTF16.isLeadSurrogate(unit), bytes[index...].starts(with: #"\u"#.utf8) {
            index += 2
            let low = try codeUnit()
            if UTF16.isTrailSurrogate(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
            {
                return scalar
            }
            // An escape of its own, to be read again.
            index = end
        }
        return Self.loneSurrogate
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = Hexadecimal.digit(bytes[index]) else { throw Malformed() }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }
}

extension String {
    /// Whether it was read from a document that holds half of a surrogate pair here.
    package var hasLoneSurrogate: Bool { unicodeScalars.contains(JSONReader.loneSurrogate) }
}
