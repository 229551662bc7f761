// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import Testing
@testable import Basics
@testable import FrontDoors
@testable import SyncCore

/// One connection, with a clock that the test sets.
@Suite struct ConnectionHandlerTests {
    /// A connection whose bytes the test writes and reads.
    private struct Line {
        let channel = NIOAsyncTestingChannel()
        let bodies = BodyLimiter(1)
        /// The exit codes of the deliveries that were responded to.
        let exitCodes = NIOLockedValueBox<[Int32]>([])

        init(_ endpoint: WebhookEndpoint = .deciding()) async throws {
            let (channel, bodies, exitCodes) = (channel, bodies, exitCodes)
            try await channel.testingEventLoop.executeInContext {
                let pipeline = channel.pipeline.syncOperations
                let backpressure = BackpressureHandler()
                let reservation = BodyReservation(bodies)
                try pipeline.addHandler(OneSideClosing())
                try pipeline.addRequestReading(backpressure, reservation)
                let observer = ConnectionHandler.Observer(hasResponded: { response in
                    if response.isDelivery { exitCodes.withLockedValue { $0.append(response.exitCode) } }
                })
                try pipeline.addHandler(
                    ConnectionHandler(
                        endpoint: endpoint, now: { Moment(milliseconds: 0) }, backpressure: backpressure,
                        reservation: reservation,
                        observer: observer))
            }
            try await channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1))
        }

        func send(_ text: String) async throws {
            try await channel.writeInbound(ByteBuffer(string: text))
        }

        func pass(_ time: TimeAmount) async {
            await channel.testingEventLoop.advanceTime(by: time)
        }

        func signal(_ event: any Sendable) async throws {
            let channel = channel
            try await channel.testingEventLoop.executeInContext {
                channel.pipeline.fireUserInboundEventTriggered(event)
            }
        }

        /// Everything that has been written, as text.
        func written() async throws -> String {
            var text = ""
            while let buffer = try await channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
            return text
        }

        /// Waits for a response's body.
        func response() async throws -> String {
            var text = ""
            while !text.hasSuffix("}") {
                text += String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
            }
            return text
        }

        var isOpen: Bool { channel.isActive }
    }

    private static let delivery = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
    private static let almost = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{"

    /// Responds when the latch opens.
    private static func endpoint(pushingUntil end: Latch, _ verdict: Verdict) -> WebhookEndpoint {
        .pushing {
            await end.wait()
            return DeliveryReport(verdict, "pushed")
        }
    }

    // MARK: Patience

    @Test func aStalledRequestIsCutOff() async throws {
        let line = try await Line()
        try await line.send(Self.almost)
        await line.pass(.seconds(19))
        #expect(try await line.written().isEmpty)
        await line.pass(.seconds(1))
        #expect(try await line.written().hasPrefix("HTTP/1.1 408 "))
        #expect(line.exitCodes.withLockedValue { $0 } == [75])
    }

    /// A byte a second for ever: the deadline is the request's, not the byte's.
    @Test func aRequestInDripsIsCutOffAllTheSame() async throws {
        let line = try await Line()
        for byte in Self.almost.utf8.prefix(20) {
            try await line.channel.writeInbound(ByteBuffer(bytes: [byte]))
            await line.pass(.seconds(1))
        }
        #expect(try await line.written().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aClientThatWasCutOffAndStaysIsClosedWithin30Seconds() async throws {
        let line = try await Line()
        try await line.send(Self.almost)
        await line.pass(.seconds(20))
        await line.pass(.seconds(5))
        #expect(!line.isOpen)
    }

    @Test func aSilentConnectionIsCutOffAndIsNoDelivery() async throws {
        let line = try await Line()
        await line.pass(.seconds(20))
        #expect(try await line.written().hasPrefix("HTTP/1.1 408 "))
        #expect(line.exitCodes.withLockedValue { $0 }.isEmpty)
    }

    @Test func aKeptConnectionThatIsIdleIsClosedSilently() async throws {
        let line = try await Line()
        try await line.send(Self.delivery)
        _ = try await line.response()
        await line.pass(.seconds(20))
        #expect(!line.isOpen)
        #expect(try await line.written().isEmpty)
    }

    /// What the connection did before must not shorten a request's time.
    @Test func aKeptConnectionsNextRequestHasItsFullTime() async throws {
        let line = try await Line()
        try await line.send(Self.delivery)
        _ = try await line.response()
        await line.pass(.seconds(19))
        try await line.send(Self.almost)
        await line.pass(.seconds(19))
        try await line.send("}")
        #expect(try await line.response().hasPrefix("HTTP/1.1 200 "))
    }

    /// A push has a deadline of its own.
    @Test func whilePushingTheConnectionsTimeStandsStill() async throws {
        let push = Latch()
        let line = try await Line(Self.endpoint(pushingUntil: push, .ignored))
        try await line.send(Self.delivery)
        await line.pass(.seconds(600))
        push.open()
        #expect(try await line.response().hasPrefix("HTTP/1.1 200 "))
        await line.pass(.seconds(19))
        #expect(line.isOpen)
        await line.pass(.seconds(1))
        #expect(!line.isOpen)
    }

    @Test func requestsThatWereSentAheadGetTheirResponsesInOrder() async throws {
        let bodies = NIOLockedValueBox<[String]>([])
        let line = try await Line(
            WebhookEndpoint(
                decide: { delivery, _ in
                    let body = String(decoding: delivery.body, as: UTF8.self)
                    bodies.withLockedValue { $0.append(body) }
                    let report = DeliveryReport(.ignored, "done")
                    return body == "02"
                        ? .push([], Event(kind: .other("stub"), signers: []))
                        : .report(report, event: nil, reason: "")
                },
                push: { _ in DeliveryReport(.ignored, "done") }, time: .still, log: .silent))
        let requests = (1...9).map { "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n0\($0)" }
        try await line.send(requests.joined())
        for _ in 1...9 where bodies.withLockedValue(\.count) < 9 { _ = try await line.response() }
        #expect(bodies.withLockedValue { $0 } == (1...9).map { "0\($0)" })
    }

    /// RFC 9110 6.6.1.
    @Test func everyResponseHasItsDate() async throws {
        for request in [
            "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n",
            "nonsense\r\n\r\n", Self.delivery,
        ] {
            let line = try await Line()
            try await line.send(request)
            #expect(try await line.response().contains("\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"))
        }
        let line = try await Line()
        await line.pass(.seconds(20))
        #expect(try await line.written().contains("\r\nDate: "))
    }

    // MARK: Draining

    @Test func afterARefusalTheRestIsThrownAwayUpToABound() async throws {
        let line = try await Line()
        try await line.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n")
        #expect(try await line.written().hasPrefix("HTTP/1.1 413 "))
        let piece = String(repeating: "x", count: 1 << 20)
        for _ in 0..<15 { try await line.send(piece) }
        #expect(line.isOpen)
        try await line.send(piece)
        #expect(!line.isOpen)
    }

    @Test func bytesAfterABrokenRequestDoNotLoseTheResponse() async throws {
        let line = try await Line()
        try await line.send("nonsense\r\n\r\n")
        try await line.send("more nonsense")
        #expect(line.isOpen)
        #expect(try await line.written().hasPrefix("HTTP/1.1 400 "))
    }

    // MARK: The end

    @Test func anIdleConnectionEndsWithTheServer() async throws {
        let line = try await Line()
        try await line.signal(ConnectionHandler.ServerEnds())
        #expect(!line.isOpen)
    }

    @Test func aRequestThatHasBegunGetsItsResponseBeforeTheEnd() async throws {
        let line = try await Line()
        try await line.send(Self.almost)
        try await line.signal(ConnectionHandler.ServerEnds())
        #expect(line.isOpen)
        try await line.send("}")
        let response = try await line.response()
        #expect(response.hasPrefix("HTTP/1.1 200 ") && response.contains("Connection: close"))
    }

    @Test func aStalledRequestDelaysTheEndOnlyBriefly() async throws {
        let line = try await Line()
        try await line.send(Self.almost)
        try await line.signal(ConnectionHandler.ServerEnds())
        await line.pass(.seconds(5))
        #expect(try await line.written().hasPrefix("HTTP/1.1 408 "))
        await line.pass(.seconds(5))
        #expect(!line.isOpen)
    }

    // MARK: Memory

    private static func large(_ length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test func aLargeBodyWithoutRoomIsRefusedForNow() async throws {
        let line = try await Line()
        #expect(line.bodies.reserve())
        try await line.send(Self.large(BodyReservation.smallBody + 1))
        #expect(try await line.written().hasPrefix("HTTP/1.1 503 "))
    }

    @Test func aSmallBodyNeedsNoRoom() async throws {
        let line = try await Line()
        #expect(line.bodies.reserve())
        try await line.send(
            Self.large(BodyReservation.smallBody) + String(repeating: " ", count: BodyReservation.smallBody))
        #expect(try await line.response().hasPrefix("HTTP/1.1 200 "))
    }

    @Test func aLargeBodyInChunksWithoutRoomIsRefusedForNow() async throws {
        let line = try await Line()
        #expect(line.bodies.reserve())
        let chunk = "4001\r\n" + String(repeating: " ", count: 0x4001) + "\r\n"
        try await line.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
        #expect(try await line.written().hasPrefix("HTTP/1.1 503 "))
    }

    @Test func aBodyThatWasRespondedToGivesItsRoomBack() async throws {
        let line = try await Line()
        let size = BodyReservation.smallBody + 1
        try await line.send(Self.large(size) + String(repeating: " ", count: size))
        _ = try await line.response()
        #expect(line.bodies.reserve())
    }

    @Test func aLostConnectionGivesItsRoomBack() async throws {
        let line = try await Line()
        try await line.send(Self.large(BodyReservation.smallBody + 1))
        #expect(!line.bodies.reserve())
        try await line.channel.close()
        #expect(line.bodies.reserve())
    }

    // MARK: Clients that are gone

    @Test func aDeliveryIsCountedThoughItsClientIsGone() async throws {
        let push = Latch()
        let line = try await Line(Self.endpoint(pushingUntil: push, .failed))
        try await line.send(Self.delivery)
        try await line.channel.close()
        push.open()
        while line.exitCodes.withLockedValue({ $0.isEmpty }) { await Task.yield() }
        #expect(line.exitCodes.withLockedValue { $0 } == [69])
    }
}

/// A test channel closes both sides at once, whatever it is asked for; a socket does not.
private final class OneSideClosing: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { promise?.succeed() } else { context.close(mode: mode, promise: promise) }
    }
}
