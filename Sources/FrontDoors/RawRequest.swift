// SPDX-License-Identifier: MIT

import NIOCore
import NIOEmbedded
import NIOHTTP1

/// Parses one raw HTTP request from bytes as they come, with the server's own parser.
///
/// Not thread-safe: one task feeds it.
final class RawRequest {
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addRequestReading(
            gate: ByteGate(), allowance: BodyAllowance(BodySlots(1)))
    }

    deinit {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    /// What the bytes so far amount to.
    func feed(_ bytes: [UInt8]) -> [Incoming] {
        // A parser's error reaches the reader, which turns it into a refusal.
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        return taken()
    }

    private func taken() -> [Incoming] {
        var incoming: [Incoming] = []
        while let next = try? channel.readInbound(as: Incoming.self) { incoming.append(next) }
        return incoming
    }
}
