// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers
import NIOCore
import NIOEmbedded
import SyncCore
import Testing
@testable import FrontDoors

@Suite struct ConnectionRegistryTests {
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

    @Test func thereIsNoRoomWhileEveryConnectionHasAPush() async throws {
        let connections = ConnectionRegistry(isOnce: false, connectionBound: 1)
        let calls = NIOLockedValueBox(0)
        let call: @Sendable () -> Void = { calls.withLockedValue { $0 += 1 } }
        connections.whenRoom(call)
        #expect(calls.withLockedValue { $0 } == 1)
        let observer = connections.add(try await Self.channel())
        observer.isBusy(true)
        connections.whenRoom(call)
        #expect(calls.withLockedValue { $0 } == 1)
        observer.isBusy(false)
        #expect(calls.withLockedValue { $0 } == 2)
    }

    @Test func onlyTheFirstDeliveryIsTheExitCode() async throws {
        let connections = ConnectionRegistry(isOnce: true, connectionBound: 2)
        let observer = connections.add(try await Self.channel())
        observer.hasResponded(.healthy)
        #expect(connections.firstExitCode == nil && !connections.isDone.isOpen)
        observer.hasResponded(.refusal(.malformed))
        observer.hasResponded(WebhookResponse(DeliveryReport(.ignored, "")))
        #expect(connections.firstExitCode == 65 && connections.isDone.isOpen)
    }

    @Test func theEndWaitsForResponsesThatNobodyReads() async throws {
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
        hasEnded.yield("responded")
        observer.isBusy(false)
        await end.value
        var order: [String] = []
        for await event in ends { order.append(event) }
        #expect(order == ["responded", "ended"])
    }
}
