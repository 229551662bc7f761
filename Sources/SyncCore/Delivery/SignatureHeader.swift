// SPDX-License-Identifier: MIT

import Basics

/// The value of `x-infisical-signature`: `t=<unix ms>;<hex HMAC-SHA256 of the raw body>`.
package struct SignatureHeader: Sendable, Equatable {
    /// The header's name, in lower case.
    package static let name = "x-infisical-signature"

    /// When Infisical says that it signed, in milliseconds since 1970. Not itself signed.
    package let timestamp: Int64
    /// The 32 bytes of the authentication code.
    package let code: [UInt8]

    /// Reads the value strictly: digits, a semicolon, 64 hexadecimal digits and nothing else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: "t=".utf8), let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let digits = bytes[2..<semicolon]
        let hex = bytes[(semicolon + 1)...]
        guard (1...15).contains(digits.count), digits.allSatisfy(ASCII.isDigit), hex.count == 64,
            let timestamp = Int64(String(decoding: digits, as: UTF8.self)), let code = Hexadecimal.bytes(hex)
        else { return nil }
        self.timestamp = timestamp
        self.code = code
    }
}
