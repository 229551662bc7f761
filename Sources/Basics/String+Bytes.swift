// SPDX-License-Identifier: MIT

import Glibc

extension String {
    /// Whether both have the same UTF-8 bytes. Swift's own `==` holds composed and decomposed accents equal.
    package func hasSameBytes(as other: String) -> Bool {
        var (left, right) = (self, other)
        // Over the strings' own memory: their UTF-8 views cost a hundred instructions a byte.
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard left.count == right.count else { return false }
                // No text is where there is no memory.
                guard let left = left.baseAddress, let start = right.baseAddress else { return true }
                return memcmp(left, start, right.count) == 0
            }
        }
    }
}

extension StringProtocol {
    /// Without spaces, tabs and line breaks at either end. By bytes: a space before a combining mark is one too.
    package func trimmingSpaces() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        let bytes = Array(utf8.drop(while: isSpace))
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}

extension Hasher {
    /// Feeds a string's exact bytes, without Unicode normalisation.
    package mutating func combine(utf8Of text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
