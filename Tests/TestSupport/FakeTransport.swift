// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import Logging
import NIOConcurrencyHelpers

/// A network in memory: answers by a test's own rule, and keeps what was sent.
package final class FakeTransport: HTTPTransport {
    package typealias Answer = Result<HTTPResponse, TransportError>

    private let answer: @Sendable (HTTPRequest, Int) async -> Answer
    private let sent = NIOLockedValueBox<[HTTPRequest]>([])

    /// `answer` gets the request and its number, from 1.
    package init(_ answer: @escaping @Sendable (HTTPRequest, Int) async -> Answer) {
        self.answer = answer
    }

    /// Answers in this order; the last one for all that come after.
    package convenience init(_ answers: Answer...) {
        self.init { _, number in answers[min(number, answers.count) - 1] }
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = sent.withLockedValue { sent in
            sent.append(request)
            return sent.count
        }
        return try await answer(request, number).get()
    }

    package var requests: [HTTPRequest] { sent.withLockedValue { $0 } }
    /// `GET https://...`, in order.
    package var lines: [String] { requests.map(\.description) }
}

extension FakeTransport.Answer {
    package static func status(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    package static func json(_ body: String, status: Int = 200) -> Self { .status(status, [:], body) }
}

/// What a call is made with, on a fake clock.
package struct Bench {
    package let time = FakeTime()
    package let stop = Latch()
    package let counter = CallCounter()
    package let transport: FakeTransport

    package init(_ answers: FakeTransport.Answer...) {
        transport = FakeTransport { _, number in answers[min(number, answers.count) - 1] }
    }

    package init(_ transport: FakeTransport) {
        self.transport = transport
    }

    package func client(
        _ api: API = .render, within limit: Duration = .seconds(600),
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) -> APIClient {
        APIClient(
            api, transport: { [transport] _ in transport }, deadline: time.deadline(limit, stop: stop),
            counter: counter,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, observe: observe)
    }

    /// Makes a call whose success is its status; 4xx are refusals.
    package func call(
        _ policy: RetryPolicy = .idempotent, within limit: Duration = .seconds(600)
    ) async -> Result<Int, CallFailure> {
        do throws(CallFailure) {
            let request = HTTPRequest(.put, "https://render.example/v1/x")
            return .success(
                try await client(within: limit).call(request, endpoint: "PUT x", retrying: policy) { response in
                    if response.body == Array("garbage canary".utf8) { throw Unreadable() }
                    guard response.isSuccess else { throw APIRefusal("refused (\(response.status))") }
                    return response.status
                })
        } catch {
            return .failure(error)
        }
    }

    private struct Unreadable: Error {}
}

extension Result where Success: Sendable, Failure == CallFailure {
    /// The failure; nil for a success.
    package var failure: CallFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

/// What a call threw; nil when it went well.
package func failure(_ body: () async throws(CallFailure) -> Void) async -> CallFailure? {
    do throws(CallFailure) {
        try await body()
        return nil
    } catch {
        return error
    }
}
