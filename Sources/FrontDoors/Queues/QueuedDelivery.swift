// SPDX-License-Identifier: MIT

import Basics
import FoundationEssentials
import JSON
import SyncCore

/// A delivery that waited in a queue which pushes over HTTP.
///
/// The signature and the raw body travel through the queue unchanged and are verified here. Only their age is judged by
/// the moment at which the queue took them in: a delivery may wait for hours, and one that is sent again gets a new
/// moment, which its signature does not fit. That moment is written in the request, where everybody could write it: it
/// is believed only because `RENDER_SYNC_QUEUE` says that nobody but the queue reaches this server.
struct QueuedDelivery: Equatable {
    /// The header of the CloudEvents attribute that carries the signature; an attribute's name has letters and digits
    /// only.
    static let signatureHeader = "ce-infisicalsignature"
    /// The header of a CloudEvent's time.
    static let timeHeader = "ce-time"

    /// The delivery itself.
    var request: WebhookRequest
    /// When the queue took it in, in milliseconds since 1970.
    var takenInAt: Int64

    /// Nil for a request that is no message of this queue.
    init?(_ request: WebhookRequest, from queue: QueueKind) {
        switch queue {
        case .cloudevents: self.init(event: request)
        case .pubsub: self.init(push: request)
        }
    }

    /// CloudEvents 1.0, HTTP binding 3.1: attributes are headers, the body is the data as it came.
    private init?(event request: WebhookRequest) {
        guard request.eventTimes.count == 1, let time = Moment(rfc3339: request.eventTimes[0]) else {
            return nil
        }
        self.request = request
        self.request.signatures = request.eventSignatures
        takenInAt = time.milliseconds
    }

    /// https://cloud.google.com/pubsub/docs/push#receive_push
    private init?(push request: WebhookRequest) {
        guard let message = (try? JSONValue(json: request.body))?["message"],
            let data = message["data"]?.string.flatMap({ Data(base64Encoded: $0) }),
            let time = message["publishTime"]?.string.flatMap({ Moment(rfc3339: $0) })
        else { return nil }
        self.request = request
        self.request.signatures = [message["attributes"]?[SignatureHeader.name]?.string].compactMap(\.self)
        self.request.body = Array(data)
        takenInAt = time.milliseconds
    }
}
