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

    /// The reason, for the log; for the response too when the sender is known.
    package var reason: String {
        switch self {
        case .noKeyConfigured:
            "no signing key is configured: set INFISICAL_WEBHOOK_SECRET to the webhook's secret key"
        case .malformedKey(let error):
            "a configured signing key is malformed: \(error.problems.map(\.description).joined(separator: "; "))"
        case .signatureCount(0):
            "no x-infisical-signature header: give the webhook in Infisical a secret key"
        case .signatureCount(let count):
            "\(count) x-infisical-signature headers: expected exactly one"
        case .malformedSignature:
            "malformed x-infisical-signature header: expected t=<unix ms>;<64 hex digits>"
        case .wrongSignature:
            "no configured key made this signature: compare INFISICAL_WEBHOOK_SECRET with the webhook's secret key"
        case .outsideTolerance(let seconds):
            "signed \(seconds) s from now: a replay, or this machine's clock is wrong (RENDER_SYNC_SIGNATURE_TOLERANCE)"
        case .timestampMismatch:
            "the body's timestamp is not the header's: a replay, or a body changed on its way"
        case .notJSON:
            "the body is not a JSON object"
        case .chatPayload(let kind):
            "not a webhook of type General: its type is \(kind); make one of type General in Infisical"
        case .noEvent:
            "not a webhook of type General: the body names no event"
        case .incompleteEvent(let what):
            "the event has no \(what)"
        }
    }
}
