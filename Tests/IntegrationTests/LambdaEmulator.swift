// SPDX-License-Identifier: MIT

import Basics
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// Lambda's runtime API, from its documentation: `next` waits for an invocation, whose outcome comes back under its id.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
final class LambdaEmulator: Sendable {
    /// What the function handed back.
    struct Outcome: Sendable {
        /// `response`, `error` or `init/error`.
        var kind: String
        var errorType: String?
        var body: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
    }

    private struct Invocation: Sendable {
        var id: String
        var payload: String
        var deadline: Int64
    }

    private struct State {
        var count = 0
        var queue: [Invocation] = []
        var waiting: [String: CheckedContinuation<Outcome?, Never>] = [:]
        var initError: Outcome?
        var isOver = false
    }

    private let state = NIOLockedValueBox(State())
    private let arrival = DispatchSemaphore(value: 0)
    private let fetches = DispatchSemaphore(value: 0)
    private let server = NIOLockedValueBox<LoopbackHTTPServer?>(nil)

    /// Where it listens, as `AWS_LAMBDA_RUNTIME_API` says it.
    let authority: String

    init() throws {
        let handler = NIOLockedValueBox<(@Sendable (LoopbackHTTPServer.Request) -> LoopbackHTTPServer.Response?)?>(nil)
        let listening = try LoopbackHTTPServer { request in handler.withLockedValue { $0 }?(request) }
        authority = listening.authority
        server.withLockedValue { $0 = listening }
        handler.withLockedValue { $0 = { [weak self] in self?.answer($0) } }
    }

    /// The error that the function gave before its first invocation.
    var initError: Outcome? { state.withLockedValue { $0.initError } }

    /// Invokes the function and waits for what it hands back; nil when it ends without.
    func invoke(_ payload: String, seconds: Int64 = 60) async -> Outcome? {
        await withCheckedContinuation { continuation in
            let isOver = state.withLockedValue { state in
                if state.isOver { return true }
                state.count += 1
                let id = "8476a536-e9f4-11e8-9739-\(state.count)"
                let deadline = Int64(Date().timeIntervalSince1970 * 1000) + seconds * 1000
                state.queue.append(Invocation(id: id, payload: payload, deadline: deadline))
                state.waiting[id] = continuation
                return false
            }
            if isOver { continuation.resume(returning: nil) } else { arrival.signal() }
        }
    }

    /// Returns when the function waits for an invocation.
    func waitForFetch() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [fetches] in
                fetches.wait()
                continuation.resume()
            }
        }
    }

    /// Ends everything that waits.
    func end() {
        let waiting = state.withLockedValue { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume(returning: nil) }
        arrival.signal()
        fetches.signal()
        server.withLockedValue { $0 }?.stop()
    }

    private func answer(_ request: LoopbackHTTPServer.Request) -> LoopbackHTTPServer.Response? {
        let prefix = "/2018-06-01/runtime/"
        guard request.path.hasPrefix(prefix) else { return .init(404) }
        let parts = request.path.dropFirst(prefix.count).split(separator: "/").map(String.init)
        switch (request.method, parts) {
        case ("GET", ["invocation", "next"]): return next()
        case ("POST", ["init", "error"]):
            state.withLockedValue { $0.initError = Self.outcome("init/error", request) }
            fetches.signal()
            return .init(202, #"{"status":"OK"}"#)
        case ("POST", let parts) where parts.count == 3 && ["response", "error"].contains(parts[2]):
            guard let waiting = state.withLockedValue({ $0.waiting.removeValue(forKey: parts[1]) }) else {
                return .init(403)
            }
            waiting.resume(returning: Self.outcome(parts[2], request))
            return .init(202, #"{"status":"OK"}"#)
        default: return .init(404)
        }
    }

    private func next() -> LoopbackHTTPServer.Response? {
        fetches.signal()
        arrival.wait()
        let invocation = state.withLockedValue { state in
            state.isOver || state.queue.isEmpty ? nil : state.queue.removeFirst()
        }
        guard let invocation else {
            // Every other waiter is released too.
            arrival.signal()
            return nil
        }
        return .init(
            200, invocation.payload,
            headers: [
                ("Content-Type", "application/json"), ("Lambda-Runtime-Aws-Request-Id", invocation.id),
                ("Lambda-Runtime-Deadline-Ms", String(invocation.deadline)),
                ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-2:123456789012:function:sync"),
                ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0"),
            ])
    }

    private static func outcome(_ kind: String, _ request: LoopbackHTTPServer.Request) -> Outcome {
        Outcome(
            kind: kind, errorType: request.headers["lambda-runtime-function-error-type"], body: request.text)
    }
}
