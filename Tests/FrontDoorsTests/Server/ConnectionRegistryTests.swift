// SPDX-License-Identifier: MIT

import Basics
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
        let connections = ConnectionRegistry(isOnce: false, connectionBound: 2)
        let channels = [try await Self.channel(), try await Self.channel(), try await Self.channel()]
        for channel in channels { _ = connections.add(channel) }
        await channels[0].testingEventLoop.run()
        #expect(channels.map(\.isActive) == [false, true, true])
    }

    @Test func aConnectionWithARequestIsNotTheOneThatMakesRoom() async throws {
        let connections = ConnectionRegistry(isOnce: false, connectionBound: 2)
        let channels = [try await Self.channel(), try await Self.channel(), try await Self.channel()]
        connections.add(channels[0]).isBusy(true)
        for channel in channels.dropFirst() { _ = connections.add(channel) }
        for channel in channels { await channel.testingEventLoop.run() }
        #expect(channels.map(\.isActive) == [true, false, true])
    }

    @Test func onlyTheFirstDeliveryIsTheExitCode() async throws {
        let connections = ConnectionRegistry(isOnce: true, connectionBound: 2)
        let observer = connections.add(try await Self.channel())
        observer.answered(.healthy)
        #expect(connections.firstExitCode == nil && !connections.enough.isOpen)
        observer.answered(.refusal(.malformed))
        observer.answered(WebhookResponse(DeliveryReport(.ignored, "")))
        #expect(connections.firstExitCode == 65 && connections.enough.isOpen)
    }

    @Test func theEndWaitsForAnswersThatNobodyReads() async throws {
        let connections = ConnectionRegistry(isOnce: false, connectionBound: 2)
        let channel = try await Self.channel()
        let observer = connections.add(channel)
        observer.isBusy(true)
        try await channel.close()
        let (ends, hasEnded) = AsyncStream<String>.makeStream()
        let end = Task {
            await connections.end()
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
