// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// Lambda's runtime API: where a function fetches its invocations and hands its responses back.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package struct LambdaRuntimeAPI: Sendable, Equatable {
    /// The variable that holds the address.
    package static let variable = "AWS_LAMBDA_RUNTIME_API"
    /// `next` waits while nobody calls, frozen for most of it: longer than any environment lives.
    static let endlessly = Duration.seconds(14 * 86_400)

    private let base: String

    /// Takes `host:port`, as Lambda sets it. Plain `http`: the address is the platform's own, inside the function's
    /// sandbox.
    package init?(_ authority: String?) {
        guard let authority, ASCII.isWord(authority, and: ".-:[]") else { return nil }
        base = "http://\(authority)/2018-06-01/runtime"
    }

    /// Fetches the next invocation.
    var next: HTTPRequest {
        var request = HTTPRequest(.get, "\(base)/invocation/next")
        request.timeout = Self.endlessly
        return request
    }

    /// Hands a response back.
    func response(_ id: LambdaInvocation.ID, _ body: [UInt8]) -> HTTPRequest {
        HTTPRequest(.post, "\(base)/invocation/\(id.text)/response", body: body)
    }

    /// Says that an invocation failed.
    func error(_ id: LambdaInvocation.ID, type: String, _ message: String) -> HTTPRequest {
        failure("invocation/\(id.text)/error", type, message)
    }

    /// Says that the function cannot begin.
    func initError(type: String, _ message: String) -> HTTPRequest {
        failure("init/error", type, message)
    }

    private func failure(_ path: String, _ type: String, _ message: String) -> HTTPRequest {
        var request = HTTPRequest(.post, "\(base)/\(path)", body: LambdaResponse.failure(type, message))
        request.headers["Lambda-Runtime-Function-Error-Type"] = type
        return request
    }
}

/// One invocation, as the headers of `next` tell it.
package struct LambdaInvocation: Sendable, Equatable {
    /// An invocation's id: it becomes a part of an address.
    package struct ID: Sendable, Equatable {
        /// The id as text.
        package let text: String

        init?(_ text: String?) {
            guard let text, text.utf8.count <= 128, ASCII.isWord(text, and: "-_") else { return nil }
            self.text = text
        }
    }

    /// What is kept of the function's time for the response.
    static let margin = Duration.seconds(1)

    /// The invocation's id.
    package let id: ID
    /// When a push must have ended, on the clock of `TimeSource.uptime`. Lambda kills what is not done at its deadline,
    /// and nobody would learn what was written.
    package let expiry: Duration

    /// Nil for headers that Lambda does not send.
    init?(_ response: HTTPResponse, _ time: TimeSource) {
        guard let id = ID(response.headers["lambda-runtime-aws-request-id"]),
            let deadline = response.headers["lambda-runtime-deadline-ms"].flatMap({ Int64($0) }),
            (0...(1 << 50)).contains(deadline)
        else { return nil }
        self.id = id
        let left = Duration.milliseconds(deadline - time.unixMilliseconds())
        expiry = time.uptime() + left - Self.margin
    }

    /// When a push that begins now must have ended so that there is time to tell of it: two seconds earlier, or a tenth of
    /// the time where that is less.
    package func expiryBeforeTelling(now uptime: Duration) -> Duration {
        expiry - min(.seconds(2), max(.zero, expiry - uptime) / 10)
    }
}
