// SPDX-License-Identifier: MIT

public import SyncCore

/// What a front door sends: an HTTP status, the headers that matter, and a JSON body.
public struct DoorAnswer: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    /// The `Allow` header of a 405.
    public var allow: String?
    /// The body; left out in the answer to HEAD. Empty where whoever asks could misread it.
    public var body: [UInt8]
    /// What `handle` exits with.
    public var exitCode: Int32
    /// Whether this answers a delivery, taken or refused, and not a health check.
    public var isDelivery: Bool

    /// The answer of the delivery handler, or a door's own refusal.
    public init(_ answer: Answer, allow: String? = nil, isDelivery: Bool = true) {
        status = answer.verdict.httpStatus
        exitCode = answer.verdict.exitCode
        body = answer == .unauthorized ? Self.unauthorized : answer.json
        self.allow = allow
        self.isDelivery = isDelivery
    }

    /// What is sent most, to whoever tries.
    private static let unauthorized = Answer.unauthorized.json

    /// The answer to a health check.
    static let healthy: DoorAnswer = {
        var answer = DoorAnswer(Answer(.ignored, "healthy"), isDelivery: false)
        answer.body = Array(#"{"status":"ok"}"#.utf8)
        return answer
    }()

    /// A refusal of the door itself, before anybody looks at a signature.
    public static func refusal(_ verdict: Verdict, _ message: String? = nil, allow: String? = nil) -> DoorAnswer {
        DoorAnswer(Answer(verdict, message ?? reason(verdict)), allow: allow)
    }

    private static func reason(_ verdict: Verdict) -> String {
        switch verdict {
        case .notFound: "no such address: deliveries go to / or /webhook"
        case .methodNotAllowed: "deliveries are sent with POST"
        case .tooLarge: "the body is larger than 1 MiB"
        case .tooSlow: "the request did not arrive in time"
        case .gaveUp: "too many large requests at once: send it again"
        default: "the request is not valid HTTP"
        }
    }

    /// The headers, in order; names as HTTP writes them.
    var headers: [(name: String, value: String)] {
        (body.isEmpty ? [] : [("Content-Type", "application/json")]) + [("Cache-Control", "no-store")]
            + (allow.map { [("Allow", $0)] } ?? [])
    }
}
