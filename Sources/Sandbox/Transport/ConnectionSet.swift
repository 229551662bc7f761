// SPDX-License-Identifier: MIT

import NIOCore
import NIOConcurrencyHelpers

/// The open connections of a listener.
final class ConnectionSet: Sendable {
    private struct Members: Sendable {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let members = NIOLockedValueBox(Members())

    func insert(_ channel: any Channel) {
        let isClosed = members.withLockedValue { members in
            members.channels[ObjectIdentifier(channel)] = channel
            return members.isClosed
        }
        channel.closeFuture.whenComplete { _ in
            self.members.withLockedValue { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        // Accepted just before the listener stopped.
        if isClosed { channel.close(promise: nil) }
    }

    func closeAll() async {
        let channels = members.withLockedValue { members in
            members.isClosed = true
            return Array(members.channels.values)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ResetHandler.Abandon())
            // However it ends, it has ended.
            try? await channel.closeFuture.get()
        }
    }
}
