// SPDX-License-Identifier: MIT

import Basics
import JSON

/// Where a variable's text stops being JSON.
struct JSONFault {
    /// What is there, on which line and column. Letters and digits are not shown: they may be part of a secret.
    let message: String

    /// Nil for a whole document.
    init?(in bytes: [UInt8]) {
        guard let offset = JSONReader.faultOffset(in: bytes) else { return nil }
        guard offset < bytes.count else {
            message = bytes.isEmpty ? ValueFault.empty : "not JSON: it ends too early"
            return
        }
        let before = bytes[..<offset]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // A character's first byte is none of those that continue one.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        let byte = bytes[offset]
        let what =
            ASCII.isVisible(byte) && !ASCII.isAlphanumeric(byte)
            ? "unexpected \(Unicode.Scalar(byte))" : "unexpected text"
        message = "not JSON: \(what) at line \(line), column \(column) (comments and trailing commas are not allowed)"
    }
}
