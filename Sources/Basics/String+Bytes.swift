// SPDX-License-Identifier: MIT

import Glibc

extension String {
    /// Whether both have the same UTF-8 bytes. Swift's own `==` holds composed and decomposed accents equal.
    package func hasSameBytes(as other: String) -> Bool {
        var (left, right) = (self, other)
        // Over the strings' own memory: their UTF-8 views cost a hundred instructions a byte.
        return left.withUTF8 { left in right.withUTF8 { left.hasSameBytes(as: $0) } }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether both hold the same bytes.
    package func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // No text is where there is no memory.
        guard let start = baseAddress, let other = other.baseAddress else { return true }
        return memcmp(start, other, count) == 0
    }
}

extension StringProtocol {
    /// Without spaces, tabs and line breaks at either end. By bytes: a space before a combining mark is one too.
    package func trimmingSpaces() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        let bytes = Array(String(self).utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}

extension Hasher {
    /// Feeds a string's exact bytes, without Unicode normalisation.
    package mutating func combine(utf8Of text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
