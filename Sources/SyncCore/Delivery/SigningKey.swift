// SPDX-License-Identifier: MIT

import Basics
import Crypto

/// A key that webhooks may be signed with, and the syncs that it may trigger.
package struct SigningKey: Sendable {
    /// The syncs that a signature made with a key may trigger.
    package enum Scope: Sendable, Hashable {
        /// Every sync that has no key of its own.
        case everySync
        /// The sync of this name and no other.
        case sync(ExactText)
    }

    /// The length of a key that nobody guesses, in bytes.
    package static let leastLength = 16

    package let scope: Scope
    /// Whether the key is so short that it can be guessed.
    package let isShort: Bool
    /// Has taken in the key, and not yet a body.
    private let authenticator: HMAC<SHA256>

    /// Takes the secret as UTF-8 text, as Infisical does.
    package init(_ secret: Secret, scope: Scope) {
        self.scope = scope
        isShort = secret.exposed.utf8.count < Self.leastLength
        authenticator = HMAC(key: SymmetricKey(data: Array(secret.exposed.utf8)))
    }

    /// Whether the code is this key's HMAC-SHA256 of the body; takes as long for a wrong code as for a right one.
    func isValid(_ code: [UInt8], for body: [UInt8]) -> Bool {
        // In constant time, whatever the codes are.
        self.code(of: body) == code
    }

    /// The HMAC-SHA256 of the body in lower-case hexadecimal digits.
    package func sign(_ body: [UInt8]) -> String {
        Hexadecimal.text(code(of: body))
    }

    private func code(of body: [UInt8]) -> HMAC<SHA256>.MAC {
        var authenticator = authenticator
        authenticator.update(data: body)
        return authenticator.finalize()
    }
}
