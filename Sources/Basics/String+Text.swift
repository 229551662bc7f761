// SPDX-License-Identifier: MIT

extension StringProtocol {
    /// Without spaces, tabs and line breaks at either end. By bytes: a space before a combining mark is one too.
    package func trimmingSpaces() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        let bytes = Array(utf8.drop(while: isSpace))
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}

extension String {
    /// Whether it can be sent as a header's value.
    package var isHeaderValue: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
