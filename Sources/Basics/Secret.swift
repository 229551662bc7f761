// SPDX-License-Identifier: MIT

/// A credential or a secret value. Prints as `<redacted>`, however it is printed, dumped or interpolated.
///
/// Equality compares UTF-8 bytes: Swift's own `String ==` holds composed and decomposed accents equal.
package struct Secret: Sendable, Hashable {
    private let value: String

    /// Wraps a value that must never be printed.
    package init(_ value: String) {
        self.value = value
    }

    /// The value itself, for a request body, a header or an HMAC key and for nothing else.
    package var exposed: String { value }

    /// Whether there is nothing to keep secret.
    package var isEmpty: Bool { value.isEmpty }

    package static func == (left: Secret, right: Secret) -> Bool {
        left.value.hasSameBytes(as: right.value)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(utf8Of: value)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What every print of a secret shows.
    package static let placeholder = "<redacted>"

    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
