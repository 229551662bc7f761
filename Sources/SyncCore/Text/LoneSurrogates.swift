// SPDX-License-Identifier: MIT

/// JavaScript's `JSON.stringify` writes half of a surrogate pair as an escape (`\ud83d`). It is no Unicode scalar, so
/// Swift's decoder refuses the whole document; here each is replaced by a mark before decoding.
public enum LoneSurrogates {
    /// Stands for a lone surrogate: a noncharacter, which no text is to hold (Unicode 16, 23.7).
    public static let mark: Unicode.Scalar = "\u{FFFF}"

    private static let backslash = UInt8(ascii: "\\")

    /// The document with every lone surrogate escape replaced by the escape of `mark`.
    public static func marked(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8]?
        var index = 0
        while let slash = json[index...].firstIndex(of: backslash) {
            guard let unit = codeUnit(json, at: slash) else {
                index = min(slash + 2, json.count)
                continue
            }
            index = slash + 6
            if (0xD800...0xDBFF).contains(unit), let low = codeUnit(json, at: index), (0xDC00...0xDFFF).contains(low) {
                index += 6
            } else if (0xD800...0xDFFF).contains(unit) {
                result = result ?? json
                result?.replaceSubrange(slash + 2..<slash + 6, with: "FFFF".utf8)
            }
        }
        return result ?? json
    }

    /// The code unit of an escape that begins at `index`: `\u` and four hexadecimal digits.
    private static func codeUnit(_ json: [UInt8], at index: Int) -> UInt16? {
        guard index + 6 <= json.count, json[index] == backslash, json[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt16(String(decoding: json[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }
}
