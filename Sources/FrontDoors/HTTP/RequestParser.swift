// SPDX-License-Identifier: MIT

import NIOCore
import NIOEmbedded
import NIOHTTP1

/// Parses one raw HTTP request from bytes as they come, with the server's own parser.
///
/// Not thread-safe: one task feeds it.
final class RequestParser {
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addRequestReading(
            BackpressureHandler(), BodyReservation(BodyLimiter(1)))
    }

    deinit {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    /// What the bytes so far amount to.
    func feed(_ bytes: [UInt8]) -> [RequestEvent] {
        // A parser's error reaches the reader, which turns it into a refusal.
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        var events: [RequestEvent] = []
        while let event = try? channel.readInbound(as: RequestEvent.self) { events.append(event) }
        return events
    }
}
