// SPDX-License-Identifier: MIT

import SyncCore

/// What the front doors say to people, in one place.
enum DoorMessages {
    /// Why a request is refused before anybody looks at a signature.
    static func reason(_ verdict: Verdict) -> String {
        switch verdict {
        case .notFound: "no such address: deliveries go to / or /webhook"
        case .methodNotAllowed: "deliveries are sent with POST"
        case .tooLarge: "the body is larger than 1 MiB"
        case .tooSlow: "the request did not arrive in time"
        case .gaveUp: "too many large requests at once: send it again"
        default: "the request is not valid HTTP"
        }
    }

    static let neitherForm = "expected an HTTP request or a JSON body"
    static let endedEarly = "the body ended early"
    static let badContentLength = "CONTENT_LENGTH is no number"
    static let stopped = "asked to end before the request was whole"
    static let implausibleTime = "no queue can have taken this message in when it says"

    static func notOfQueue(_ queue: QueueKind) -> String {
        "not a message of the queue that RENDER_SYNC_QUEUE names (\(queue.rawValue))"
    }
}
