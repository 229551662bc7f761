// SPDX-License-Identifier: MIT

/// A pattern over the names of secrets: `*` any bytes, none too, `?` one byte. Case counts.
package struct KeyGlob: Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was written.
    package let pattern: Key

    /// Takes any text: every text is a pattern.
    package init(_ text: String) {
        pattern = Key(text)
    }

    package var description: String { pattern.name }

    /// The one name that fits, where the pattern has no wildcard.
    package var plainName: Key? {
        pattern.name.utf8.contains { $0 == Self.any || $0 == Self.one } ? nil : pattern
    }

    /// Whether the whole name fits.
    package func matches(_ key: Key) -> Bool {
        Wildcard.fits(
            pattern: Array(pattern.name.utf8), text: Array(key.name.utf8), isAny: { $0 == Self.any },
            isOne: { $0 == Self.one || $0 == $1 })
    }

    package static let any = UInt8(ascii: "*")
    package static let one = UInt8(ascii: "?")
}
