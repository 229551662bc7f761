// SPDX-License-Identifier: MIT

/// What Render accepts as a name.
enum RenderRules {
    /// Keys have letters, digits, `_`, `-` and `.`, and do not begin with a digit.
    static func checkKey(_ key: String) throws(RenderError) {
        let allowed = key.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-.".utf8.contains($0) }
        guard let first = key.utf8.first, allowed, !isDigit(first) else {
            throw RenderError(
                400, "keys have letters, digits, '_', '-' and '.' and do not begin with a digit")
        }
    }

    /// File names have no slash and are not the names of folders.
    static func checkFileName(_ name: String) throws(RenderError) {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
            throw RenderError(400, "invalid secret file name")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
