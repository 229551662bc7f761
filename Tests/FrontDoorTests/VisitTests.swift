// SPDX-License-Identifier: MIT

import NIOCore
import NIOEmbedded
import SyncCore
import Testing

@testable import FrontDoors

@Suite struct VisitTests {
    private static func channel() async throws -> NIOAsyncTestingChannel {
        let channel = NIOAsyncTestingChannel()
        try await channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1))
        return channel
    }

    @Test func theOldestConnectionMakesRoom() async throws {
        let visit = Visit(isOnce: false, connectionBound: 2)
        let channels = [try await Self.channel(), try await Self.channel(), try await Self.channel()]
        for channel in channels { _ = visit.add(channel) }
        await channels[0].testingEventLoop.run()
        #expect(channels.map(\.isActive) == [false, true, true])
    }

    @Test func aConnectionWithARequestIsNotTheOneThatMakesRoom() async throws {
        let visit = Visit(isOnce: false, connectionBound: 2)
        let channels = [try await Self.channel(), try await Self.channel(), try await Self.channel()]
        visit.add(channels[0]).isBusy(true)
        for channel in channels.dropFirst() { _ = visit.add(channel) }
        for channel in channels { await channel.testingEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, true])
    }

    @Test func onlyTheFirstDeliveryIsTheExitCode() async throws {
        let visit = Visit(isOnce: true, connectionBound: 2)
        let observer = visit.add(try await Self.channel())
        observer.answered(.healthy)
        #expect(visit.firstExitCode == nil && !visit.enough.isRequested)
        observer.answered(.refusal(.malformed))
        observer.answered(DoorAnswer(Answer(.ignored, "")))
        #expect(visit.firstExitCode == 65 && visit.enough.isRequested)
    }

    @Test func theEndWaitsForAnswersThatNobodyReads() async throws {
        let visit = Visit(isOnce: false, connectionBound: 2)
        let channel = try await Self.channel()
        let observer = visit.add(channel)
        observer.isBusy(true)
        try await channel.close()
        let (ends, hasEnded) = AsyncStream<String>.makeStream()
        let end = Task {
            await visit.end()
            hasEnded.yield("ended")
            hasEnded.finish()
        }
        for _ in 0..<100 { await Task.yield() }
        hasEnded.yield("answered")
        observer.isBusy(false)
        await end.value
        var order: [String] = []
        for await event in ends { order.append(event) }
        #expect(order == ["answered", "ended"])
    }
}
