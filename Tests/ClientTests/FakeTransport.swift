// SPDX-License-Identifier: MIT

import HTTPClient
import Logging
import SyncCore
import TestSupport

/// A network in memory: answers by a test's own rule, and keeps what was sent.
final class FakeTransport: HTTPTransport {
    typealias Answer = Result<HTTPResponse, TransportError>

    private let answer: @Sendable (HTTPRequest, Int) async -> Answer
    private let sent = Locked<[HTTPRequest]>([])

    /// `answer` gets the request and its number, from 1.
    init(_ answer: @escaping @Sendable (HTTPRequest, Int) async -> Answer) {
        self.answer = answer
    }

    /// Answers in this order; the last one for all that come after.
    convenience init(_ answers: Answer...) {
        self.init { _, number in answers[min(number, answers.count) - 1] }
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = sent.withLock { sent in
            sent.append(request)
            return sent.count
        }
        return try await answer(request, number).get()
    }

    var requests: [HTTPRequest] { sent.withLock { $0 } }
    /// `GET https://...`, in order.
    var lines: [String] { requests.map(\.description) }
}

extension FakeTransport.Answer {
    static func status(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    static func json(_ body: String, status: Int = 200) -> Self { .status(status, [:], body) }
}

/// What a call is made with, on a fake clock.
struct Bench {
    let time = FakeTime()
    let stop = StopSignal()
    let ledger = CallLedger()
    let transport: FakeTransport

    init(_ answers: FakeTransport.Answer...) {
        transport = FakeTransport { _, number in answers[min(number, answers.count) - 1] }
    }

    init(_ transport: FakeTransport) {
        self.transport = transport
    }

    func caller(
        _ service: Service = .render, within limit: Duration = .seconds(600),
        observe: @escaping @Sendable (HTTPRequest, HTTPResponse) -> Void = { _, _ in }
    ) -> APICaller {
        APICaller(
            service, transport: transport, deadline: time.deadline(limit, stop: stop), ledger: ledger,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, observe: observe)
    }

    /// Makes a call whose success is its status; 4xx are refusals.
    func call(
        _ repetition: APICaller.Repetition = .harmless, within limit: Duration = .seconds(600)
    ) async -> Result<Int, ServiceFailure> {
        do throws(ServiceFailure) {
            let request = HTTPRequest(.put, "https://render.example/v1/x")
            return .success(
                try await caller(within: limit).call(request, endpoint: "PUT x", repetition: repetition) { response in
                    if response.body == Array("garbage canary".utf8) { throw Unreadable() }
                    guard response.isSuccess else { throw Refusal("refused (\(response.status))") }
                    return response.status
                })
        } catch {
            return .failure(error)
        }
    }

    private struct Unreadable: Error {}
}

extension Result where Success: Sendable, Failure == ServiceFailure {
    /// The failure; nil for a success.
    var failure: ServiceFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

/// What a call threw; nil when it went well.
func failure(_ body: () async throws(ServiceFailure) -> Void) async -> ServiceFailure? {
    do throws(ServiceFailure) {
        try await body()
        return nil
    } catch {
        return error
    }
}
