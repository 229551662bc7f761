// SPDX-License-Identifier: MIT

extension String {
    /// The text with some of its ASCII characters replaced.
    func rewritten(_ replacement: (UInt8) -> StaticString?) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for byte in utf8 {
            if let text = replacement(byte) { text.withUTF8Buffer { bytes += $0 } } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
