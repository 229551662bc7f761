// SPDX-License-Identifier: MIT

import Basics

/// Turns a delivery into a verified event, or says why not.
package struct DeliveryVerifier: Sendable {
    private let keys: [SigningKey]
    private let tolerance: Duration

    /// `tolerance` is how far from now a signature may be.
    package init(keys: [SigningKey], tolerance: Duration) {
        self.keys = keys
        self.tolerance = tolerance
    }

    /// Checks the raw bytes first; only then are they parsed. `now` is in milliseconds since 1970.
    package func verify(_ delivery: Delivery, now: Int64) throws(DeliveryRefusal) -> Event {
        let (header, signers) = try authenticate(delivery)
        guard let body = EventBody(json: delivery.body) else { throw .notJSON }
        // Only the body is signed: the header's time counts because the body repeats it.
        guard body.timestamp == header.timestamp else { throw .timestampMismatch }
        let distance = abs(now - header.timestamp)
        guard .milliseconds(distance) <= tolerance else { throw .outsideTolerance(seconds: distance / 1000) }
        var event = Event(kind: try body.kind(), signers: signers)
        event.changedBy = body.changedBy
        event.changedByType = body.changedByType
        event.signature = header.code
        event.timestamp = header.timestamp
        return event
    }

    private func authenticate(
        _ delivery: Delivery
    ) throws(DeliveryRefusal) -> (SignatureHeader, Set<SigningKey.Scope>) {
        guard !keys.isEmpty else { throw .noKeyConfigured }
        guard delivery.signatures.count == 1 else { throw .signatureCount(delivery.signatures.count) }
        guard let header = SignatureHeader(delivery.signatures[0]) else { throw .malformedSignature }
        // Every key is tried, so that the time taken tells nothing.
        let signers = keys.filter { $0.isValid(header.code, for: delivery.body) }.map(\.scope)
        guard !signers.isEmpty else { throw .wrongSignature }
        return (header, Set(signers))
    }
}
