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

    // MARK: Server

    static func listening(_ address: String) -> String { "listening on \(address)" }
    static let badSocketCount = "LISTEN_FDS is no number"
    static func noStreamSocket(_ descriptor: Int32) -> String { "descriptor \(descriptor) is no stream socket" }
    static func noSuchAddress(_ address: String) -> String { "\(address): no such address" }

    // MARK: Lambda

    static func noInvocation(_ status: Int) -> String { "the runtime API gave no invocation (status \(status))" }
    static func unreachable(_ variable: String, _ detail: String) -> String {
        "the runtime API (\(variable)): \(detail)"
    }
    static let notPlainHTTP = "expected http://host:port"
    static let noResponse = "it ended before a response"
    static func runtimeAPIFailed(_ status: Int) -> String { "the runtime API failed (status \(status))" }
    static let responseNotTaken = "Lambda did not take a response"
    static let implausibleSentTimestamp = "a message's SentTimestamp is not of SQS: dropped"
}

extension ServerError {
    /// What to do about it.
    package var message: String {
        switch self {
        case .inUse(let address): "PORT: \(address) is in use by another program: end it, or choose another port"
        case .cannotListen(let detail): "cannot listen on \(detail); see PORT and HOST"
        case .badSocket(let detail): "the passed socket cannot be used: \(detail); see LISTEN_FDS"
        }
    }
}

extension LambdaEventError {
    /// What happened and what to do, for the function's log.
    var message: String {
        switch self {
        case .unknown:
            "the event is no delivery: expected a request of a Function URL or an HTTP API, or messages of SQS"
        case .otherFormat:
            "the request is not of payload format 2.0: use a Function URL, or an HTTP API with that format"
        case .unreadableBody: "the event's body is not base64"
        }
    }
}
