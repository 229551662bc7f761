// SPDX-License-Identifier: MIT

/// A text that is compared and hashed by its UTF-8 bytes, such as the name of a sync. Swift's own `==` holds composed and
/// decomposed accents equal, and so do its dictionaries and sets.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(utf8Of: text)
    }
}

extension ExactText: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        self.init(text)
    }
}
