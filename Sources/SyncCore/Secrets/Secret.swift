// SPDX-License-Identifier: MIT

/// A credential or a secret value. Prints as `<redacted>`, however it is printed, dumped or interpolated.
///
/// Equality compares UTF-8 bytes: Swift's own `String ==` holds composed and decomposed accents equal.
public struct Secret: Sendable, Hashable {
    private let value: String

    /// Wraps a value that must never be printed.
    public init(_ value: String) {
        self.value = value
    }

    /// The value itself, for a request body, a header or an HMAC key and for nothing else.
    public var exposed: String { value }

    /// Whether there is nothing to keep secret.
    public var isEmpty: Bool { value.isEmpty }

    public static func == (left: Secret, right: Secret) -> Bool {
        left.value.hasSameBytes(as: right.value)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(utf8Of: value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What every print of a secret shows.
    public static let placeholder = "<redacted>"

    public var description: String { Self.placeholder }
    public var debugDescription: String { Self.placeholder }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Hasher {
    /// Feeds a string's exact bytes, without Unicode normalisation.
    mutating func combine(utf8Of text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
