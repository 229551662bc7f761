// SPDX-License-Identifier: MIT

/// The value of `x-infisical-signature`: `t=<unix ms>;<hex HMAC-SHA256 of the raw body>`.
public struct SignatureHeader: Sendable, Equatable {
    /// The header's name, in lower case.
    public static let name = "x-infisical-signature"

    /// When Infisical says that it signed, in milliseconds since 1970. Not itself signed.
    public let timestamp: Int64
    /// The 32 bytes of the authentication code.
    public let code: [UInt8]

    /// Reads the value strictly: digits, a semicolon, 64 hexadecimal digits and nothing else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: "t=".utf8), let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let digits = bytes[2..<semicolon]
        let hex = bytes[(semicolon + 1)...]
        guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }), hex.count == 64,
            let timestamp = Int64(String(decoding: digits, as: UTF8.self))
        else { return nil }
        var code: [UInt8] = []
        code.reserveCapacity(32)
        for index in stride(from: hex.startIndex, to: hex.endIndex, by: 2) {
            guard let high = Self.nibble(hex[index]), let low = Self.nibble(hex[index + 1]) else { return nil }
            code.append(high << 4 | low)
        }
        self.timestamp = timestamp
        self.code = code
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
