// SPDX-License-Identifier: MIT

/// A refusal; becomes `{"reqId", "statusCode", "message", "error"}`.
struct InfisicalError: Error {
    var status: Int
    var message: JSONValue
    var error: String
    var headers: [(name: String, value: String)] = []
    /// The unknown route's answer comes from the web framework and has no request id.
    var hasRequestId = true

    func answer(reqId: String) -> Answer {
        var members: [String: JSONValue] = [
            "statusCode": .int(status), "message": message, "error": .string(error),
        ]
        if hasRequestId { members["reqId"] = .string(reqId) }
        var answer = Answer.json(.object(members), status: status)
        answer.headers += headers
        return answer
    }
}

extension InfisicalError: Equatable {
    /// Whether a client is told the same.
    static func == (left: InfisicalError, right: InfisicalError) -> Bool {
        left.status == right.status && left.message == right.message && left.error == right.error
    }
}

extension InfisicalError {
    static func badRequest(_ message: String) -> InfisicalError {
        InfisicalError(status: 400, message: .string(message), error: "BadRequest")
    }

    static func unauthorized(_ message: String) -> InfisicalError {
        InfisicalError(status: 401, message: .string(message), error: "UnauthorizedError")
    }

    static func forbidden(_ message: String) -> InfisicalError {
        InfisicalError(status: 403, message: .string(message), error: "ForbiddenError")
    }

    /// What a token that does not verify or has expired gets: 403, not 401 (backend `server/plugins/error-handler.ts`).
    static func token(_ message: String) -> InfisicalError {
        InfisicalError(status: 403, message: .string(message), error: "TokenError")
    }

    static func notFound(_ message: String, _ name: String = "NotFound") -> InfisicalError {
        InfisicalError(status: 404, message: .string(message), error: name)
    }

    /// The schema's complaints: the message is a list.
    static func validation(_ issues: [(path: String, message: String)]) -> InfisicalError {
        let list = issues.map { issue in
            [
                "code": "invalid_type", "path": [.string(issue.path)], "message": .string(issue.message),
            ] as JSONValue
        }
        return InfisicalError(status: 422, message: .array(list), error: "ValidationFailure")
    }

    static func rateLimit(secondsToGo: Int) -> InfisicalError {
        InfisicalError(
            status: 429, message: .string("Rate limit exceeded. Please try again in \(secondsToGo) seconds"),
            error: "RateLimitExceeded", headers: [("retry-after", String(secondsToGo))])
    }

    static func unknownRoute(_ request: ReceivedRequest) -> InfisicalError {
        InfisicalError(
            status: 404, message: .string("Route \(request.method):\(request.target) not found"), error: "Not Found",
            hasRequestId: false)
    }
}
