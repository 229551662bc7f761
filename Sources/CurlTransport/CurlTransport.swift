// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient
import NIOConcurrencyHelpers
import Synchronization

/// HTTP through libcurl's multi interface: many requests at once, connections and TLS sessions used again, HTTP/2 where
/// the server has it.
///
/// libcurl's handles belong to one thread, which starts with the first request and ends with the transport.
package final class CurlTransport: HTTPTransport {
    private let commands = CurlCommandQueue()
    private let options: CurlOptions
    private let isStarted = NIOLockedValueBox(false)
    private let nextID = Atomic<Int>(0)

    /// Nothing is loaded or opened before the first request, unless `prepare` says that there will be one.
    package init(_ options: CurlOptions = CurlOptions()) {
        self.options = options
    }

    deinit {
        commands.post(.close)
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try startThread()
        let id = nextID.add(1, ordering: .relaxed).newValue
        let result: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                commands.post(.send(id, request, { continuation.resume(returning: $0) }))
                // A task that was cancelled before now has posted that too early to count.
                if Task.isCancelled { commands.post(.cancel(id)) }
            }
        } onCancel: {
            commands.post(.cancel(id))
        }
        return try result.get()
    }

    /// Loads libcurl on its thread, so that a request soon to come finds it there. Does not wait.
    package func prepare() {
        // Where it fails, the request will say so.
        try? startThread()
    }

    private func startThread() throws(TransportError) {
        let isOurs = isStarted.withLockedValue { isStarted in
            defer { isStarted = true }
            return !isStarted
        }
        guard isOurs else { return }
        do throws(TransportError) {
            try CurlEventLoop.start(commands: commands, options: options)
        } catch {
            isStarted.withLockedValue { $0 = false }
            throw error
        }
    }
}
