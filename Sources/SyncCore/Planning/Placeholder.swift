// SPDX-License-Identifier: MIT

import Basics

/// Values that somebody meant to replace: `changeme`, `<your key>`, `xxx` and such.
enum Placeholder {
    /// The longest text that is looked at, in bytes. A real value of that length is more likely.
    private static let bound = 64

    /// Whether the whole text is one, in upper or lower case, whatever stands between its words.
    static func matches(_ text: String) -> Bool {
        guard text.utf8.count <= bound else { return false }
        let bytes = Array(text.trimmingSpaces().utf8).map(ASCII.lowercased)
        if isInAngleBrackets(bytes) || isOneSign(bytes) { return true }
        let joined = String(decoding: bytes.filter { !isSeparator($0) }, as: UTF8.self)
        if wholes.contains(joined) { return true }
        // Most values begin otherwise, and need not be taken apart: a push asks this of each.
        guard askers.contains(where: joined.hasPrefix) || beginnings.contains(where: joined.hasPrefix) else {
            return false
        }
        if joined.hasPrefix("your"), joined.hasSuffix("here") { return true }
        let words = bytes.split(whereSeparator: isSeparator).map { String(decoding: $0, as: UTF8.self) }
        guard words.count > 1, let first = words.first, let last = words.last else { return false }
        return (askers.contains(first) && last == "here") || (first == "your" && things.contains(last))
            || beginnings.contains(where: joined.hasPrefix)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { ("-_ !." as StaticString).contains(byte) }

    private static let wholes: Set = [
        "changeme", "changethis", "changeit", "pleasechange", "pleasechangeme", "replaceme", "replacethis", "replaceit",
        "todo", "tbd", "fixme", "placeholder", "fillme", "fillmein", "fillthisin", "setme", "insertme",
    ]
    private static let askers = ["your", "my", "insert", "enter", "put", "paste", "add", "set"]
    private static let things: Set = ["key", "token", "secret", "password", "value", "id", "url"]
    private static let beginnings = ["changeme", "changethis", "replaceme", "replacethis", "replacewith"]

    /// `<...>`, and not a document of several tags.
    private static func isInAngleBrackets(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") else { return false }
        return !bytes.dropFirst().dropLast().contains {
            $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == 0x0A
        }
    }

    /// `xxx`, `***` or `...`, three or more.
    private static func isOneSign(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 3, let first = bytes.first else { return false }
        return "x*.".utf8.contains(first) && bytes.allSatisfy { $0 == first }
    }
}
