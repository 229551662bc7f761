// SPDX-License-Identifier: MIT

/// Thrown by a client's decoder for a response that says no; the message holds no secret.
package struct APIRefusal: Error, Sendable {
    /// The status, what it means here and what to do.
    package let message: String
    /// Whether the message is a whole sentence, which does not need the name of the call before it.
    package let standsAlone: Bool

    package init(_ message: String, standsAlone: Bool = false) {
        self.message = message
        self.standsAlone = standsAlone
    }
}
