// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient
import Synchronization

/// HTTP through libcurl's multi interface: many requests at once, connections and TLS sessions used again, HTTP/2 where
/// the server has it.
///
/// libcurl's handles belong to one thread, which starts with the first request and ends with the transport. When libcurl
/// fails, it ends too, and the next request starts another one.
package final class CurlTransport: HTTPTransport {
    private let commands = CurlCommandQueue()
    private let options: CurlOptions
    private let nextID = Atomic<Int>(0)

    /// Nothing is loaded or opened before the first request, unless `prepare` says that there will be one.
    package init(_ options: CurlOptions = CurlOptions()) {
        self.options = options
    }

    deinit {
        _ = commands.post(.close)
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let id = nextID.add(1, ordering: .relaxed).newValue
        let result: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFirst = commands.post(.send(id, request, { continuation.resume(returning: $0) }))
                if isFirst { CurlEventLoop.start(commands: commands, options: options) }
                // A task that was cancelled before now has posted that too early to count.
                if Task.isCancelled { _ = commands.post(.cancel(id)) }
            }
        } onCancel: {
            _ = commands.post(.cancel(id))
        }
        return try result.get()
    }

    /// Loads libcurl on its thread, so that a request soon to come finds it there. Does not wait.
    package func prepare() {
        // Where it fails, the request will try again and say so.
        if commands.claim() { CurlEventLoop.start(commands: commands, options: options) }
    }
}
