// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import Logging
import NIOConcurrencyHelpers
import SyncCore
import Testing
@testable import Basics
@testable import FrontDoors

/// The loop over Lambda's runtime API, on a network and a clock of the test's own.
@Suite struct LambdaRuntimeTests {
    private static let now: Int64 = 1_790_000_000_000

    /// Plays the runtime API: hands out invocations, then asks for the end.
    private final class Script: HTTPTransport {
        let stop = Latch()
        private let waiting: NIOLockedValueBox<[HTTPResponse]>
        private let sent = NIOLockedValueBox<[HTTPRequest]>([])
        private let statuses: NIOLockedValueBox<[Int]>

        init(_ invocations: [HTTPResponse], statuses: [Int] = []) {
            waiting = NIOLockedValueBox(invocations)
            self.statuses = NIOLockedValueBox(statuses)
        }

        /// What was handed back, with `next` left out.
        var posts: [HTTPRequest] { sent.withLockedValue { $0.filter { $0.method == .post } } }
        var fetches: [HTTPRequest] { sent.withLockedValue { $0.filter { $0.method == .get } } }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            sent.withLockedValue { $0.append(request) }
            if request.method == .post {
                return HTTPResponse(status: statuses.withLockedValue { $0.isEmpty ? 202 : $0.removeFirst() })
            }
            if let next = waiting.withLockedValue({ $0.isEmpty ? nil : $0.removeFirst() }) { return next }
            stop.open()
            throw .cancelled
        }
    }

    private static func invocation(_ id: String, _ payload: String, deadline: Int64 = now + 10_000) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "lambda-runtime-aws-request-id": id, "lambda-runtime-deadline-ms": String(deadline),
                "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-2:123456789012:function:sync",
            ], body: Array(payload.utf8))
    }

    private static func event(_ path: String) -> String {
        #"{"version":"2.0","rawPath":"\#(path)","requestContext":{"http":{"method":"POST"}},"body":"{}"}"#
    }

    private static func message(_ id: String, sentAt: Int64) -> String {
        #"{"eventSource":"aws:sqs","messageId":"\#(id)","body":"{}","attributes":{"SentTimestamp":"\#(sentAt)"}}"#
    }

    private static let time = TimeSource(
        unixMilliseconds: { now }, uptime: { .seconds(100) }, sleep: { _ in }, random: { 0 })

    private static func run(
        _ script: Script, _ makeEndpoint: @escaping LambdaRuntime.MakeEndpoint = { _ in endpoint(.ignored) }
    ) async throws(LambdaRuntimeError) {
        // The name in this test is of the form that Lambda sets.
        guard let api = LambdaRuntimeAPI("127.0.0.1:9001") else { throw LambdaRuntimeError(message: "no address") }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await LambdaRuntime(api, transport: script, time: time, stop: script.stop, log: log).run(makeEndpoint)
    }

    private static func endpoint(_ verdict: Verdict) -> WebhookEndpoint {
        .pushing { DeliveryReport(verdict, "done") }
    }

    private static func body(_ request: HTTPRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

    private static let base = "http://127.0.0.1:9001/2018-06-01/runtime"

    @Test func everyInvocationIsAnsweredAtItsOwnAddress() async throws {
        let script = Script([Self.invocation("id-1", Self.event("/")), Self.invocation("id-2", Self.event("/nowhere"))])
        try await Self.run(script)
        #expect(
            script.posts.map(\.url)
                == ["\(Self.base)/invocation/id-1/response", "\(Self.base)/invocation/id-2/response"])
        #expect(Self.body(script.posts[0]).contains(#""statusCode":200"#))
        #expect(Self.body(script.posts[1]).contains(#""statusCode":404"#))
    }

    /// "Do not set a timeout on the GET request, as the response may be delayed."
    @Test func theWaitForAnInvocationOutlivesTheEnvironment() async throws {
        let script = Script([])
        try await Self.run(script)
        #expect(script.fetches.map(\.url) == ["\(Self.base)/invocation/next"])
        #expect(script.fetches[0].timeout >= .seconds(14 * 86_400))
    }

    @Test func aPushMustEndASecondBeforeTheDeadline() async throws {
        let script = Script([Self.invocation("id-1", Self.event("/"), deadline: Self.now + 10_000)])
        let expiries = NIOLockedValueBox<[Duration]>([])
        try await Self.run(script) { invocation in
            expiries.withLockedValue { $0.append(invocation.expiry) }
            return Self.endpoint(.ignored)
        }
        #expect(expiries.withLockedValue { $0 } == [.seconds(109)])
    }

    /// A function's time, the second that is kept for the response, and when its push must have ended.
    @Test(
        arguments: [
            (31_000, .seconds(28)), (3_000, .milliseconds(1_800)), (500, .milliseconds(-500)),
        ] as [(Int64, Duration)])
    func aPushLeavesSomeTimeToTellOfIt(milliseconds: Int64, end: Duration) async throws {
        let script = Script([Self.invocation("id-1", Self.event("/"), deadline: Self.now + milliseconds)])
        let ends = NIOLockedValueBox<[Duration]>([])
        try await Self.run(script) { invocation in
            ends.withLockedValue { $0.append(invocation.expiryBeforeTelling(now: .seconds(100))) }
            return Self.endpoint(.ignored)
        }
        #expect(ends.withLockedValue { $0 } == [.seconds(100) + end])
    }

    @Test func anEventThatIsNoDeliveryFailsItsInvocationAlone() async throws {
        let script = Script([Self.invocation("id-1", "{}"), Self.invocation("id-2", Self.event("/"))])
        try await Self.run(script)
        #expect(
            script.posts.map(\.url) == ["\(Self.base)/invocation/id-1/error", "\(Self.base)/invocation/id-2/response"])
        #expect(script.posts[0].headers["Lambda-Runtime-Function-Error-Type"] == "RenderSync.UnknownEvent")
        #expect(Self.body(script.posts[0]).contains(#""errorType":"RenderSync.UnknownEvent","stackTrace":[]"#))
    }

    @Test func anAnswerThatLambdaDoesNotTakeIsNotTheEnd() async throws {
        let script = Script(
            [Self.invocation("id-1", Self.event("/")), Self.invocation("id-2", Self.event("/"))], statuses: [403, 202])
        try await Self.run(script)
        #expect(script.posts.count == 2)
    }

    /// "500: non-recoverable state. Runtime should exit promptly."
    @Test func aBrokenContainerIsTheEnd() async throws {
        let script = Script(
            [Self.invocation("id-1", Self.event("/")), Self.invocation("id-2", Self.event("/"))], statuses: [500])
        await #expect(throws: LambdaRuntimeError.self) { try await Self.run(script) }
        #expect(script.posts.count == 1)
    }

    @Test(arguments: [
        HTTPResponse(status: 403), HTTPResponse(status: 200, body: Array("{}".utf8)),
        HTTPResponse(
            status: 200,
            headers: ["lambda-runtime-aws-request-id": "../../init", "lambda-runtime-deadline-ms": "1"]),
        HTTPResponse(
            status: 200, headers: ["lambda-runtime-aws-request-id": "id", "lambda-runtime-deadline-ms": "soon"]),
    ])
    func anInvocationWithoutItsHeadersIsTheEnd(response: HTTPResponse) async throws {
        let script = Script([response])
        await #expect(throws: LambdaRuntimeError.self) { try await Self.run(script) }
        #expect(script.posts.isEmpty)
    }

    @Test func aStopThatWasAskedForBeforeFetchesNothing() async throws {
        let script = Script([Self.invocation("id-1", Self.event("/"))])
        script.stop.open()
        try await Self.run(script)
        #expect(script.fetches.isEmpty)
    }

    @Test(arguments: [nil, "", "127.0.0.1:9001/x", "user@host", "a b"] as [String?])
    func anAddressThatIsNoneIsRefused(text: String?) {
        #expect(LambdaRuntimeAPI(text) == nil)
    }

    // MARK: Queues

    @Test func aQueueGetsBackWhatIsNotDone() async throws {
        let records = ["m-1", "m-2", "m-3"].map { Self.message($0, sentAt: Self.now - 1000) }
        let script = Script([Self.invocation("id-1", #"{"Records":[\#(records.joined(separator: ","))]}"#)])
        let count = NIOLockedValueBox(0)
        try await Self.run(script) { _ in
            .deciding(time: Self.time) { _, _ in
                let number = count.withLockedValue { count in
                    count += 1
                    return count
                }
                return DeliveryReport(number == 2 ? .synced : .gaveUp, "done")
            }
        }
        // Which of the three got which number is open; two of them failed.
        let answer = Self.body(script.posts[0])
        #expect(answer.components(separatedBy: "itemIdentifier").count == 3, "\(answer)")
    }

    @Test func aDeliveryIsAsOldAsWhenTheQueueTookIt() async throws {
        let script = Script([
            Self.invocation("id-1", #"{"Records":[\#(Self.message("m-1", sentAt: Self.now - 86_400_000))]}"#),
            Self.invocation("id-2", Self.event("/")),
        ])
        let times = NIOLockedValueBox<[Int64]>([])
        try await Self.run(script) { _ in
            .deciding(time: Self.time) { _, now in
                times.withLockedValue { $0.append(now) }
                return DeliveryReport(.synced, "done")
            }
        }
        #expect(times.withLockedValue { $0 } == [Self.now - 86_400_000, Self.now])
        #expect(Self.body(script.posts[0]) == #"{"batchItemFailures":[]}"#)
    }

    @Test func aTimeThatSQSCannotHaveSetIsDropped() async throws {
        let script = Script([Self.invocation("id-1", #"{"Records":[\#(Self.message("m-1", sentAt: 1))]}"#)])
        let isTaken = NIOLockedValueBox(false)
        try await Self.run(script) { _ in
            .deciding(time: Self.time) { _, _ in
                isTaken.withLockedValue { $0 = true }
                return DeliveryReport(.synced, "done")
            }
        }
        #expect(!isTaken.withLockedValue { $0 })
        #expect(Self.body(script.posts[0]) == #"{"batchItemFailures":[]}"#)
    }
}
