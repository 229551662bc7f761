// SPDX-License-Identifier: MIT

/// Why a delivery is not believed or not understood.
package enum DeliveryRefusal: Error, Sendable, Equatable {
    /// No signing key is configured at all.
    case noKeyConfigured
    /// A signing key is configured that nothing can be signed with.
    case malformedKey(ConfigurationError)
    /// No signature header, or more than one.
    case signatureCount(Int)
    /// The header is not of Infisical's form.
    case malformedSignature
    /// No configured key made this signature.
    case wrongSignature
    /// Signed too long ago, or ahead of the clock; how far, in seconds.
    case outsideTolerance(seconds: Int64)
    /// The signed body carries another time than the header: a replay under a fresh header.
    case timestampMismatch
    /// Signed bytes that are no JSON object.
    case notJSON
    /// A Slack or Teams payload.
    case chatPayload(String)
    /// A body that names no event at all.
    case noEvent
    /// A signed event without a project, an environment or a path.
    case incompleteEvent(String)

    /// Whether the sender is unknown: such refusals all look the same from outside.
    package var isUnauthorized: Bool {
        switch self {
        case .notJSON, .chatPayload, .noEvent, .incompleteEvent: false
        default: true
        }
    }
}
