// SPDX-License-Identifier: MIT

import CCurl
public import HTTPClient
import SyncCore
import Synchronization

/// HTTP through libcurl's multi interface: many requests at once, connections and TLS sessions used again, HTTP/2 where
/// the server has it.
///
/// libcurl's handles belong to one thread, which starts with the first request and ends with the transport.
public final class CurlTransport: HTTPTransport {
    private let inbox = Inbox()
    private let options: CurlOptions
    private let isStarted = Locked(false)
    private let nextID = Atomic<Int>(0)

    /// Nothing is loaded or opened before the first request, unless `prepare` says that there will be one.
    public init(_ options: CurlOptions = CurlOptions()) {
        self.options = options
    }

    deinit {
        inbox.post(.close)
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try startThread()
        let id = nextID.add(1, ordering: .relaxed).newValue
        let result: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.post(.send(id, request, { continuation.resume(returning: $0) }))
                // A task that was cancelled before now has posted that too early to count.
                if Task.isCancelled { inbox.post(.cancel(id)) }
            }
        } onCancel: {
            inbox.post(.cancel(id))
        }
        return try result.get()
    }

    /// Loads libcurl on its thread, so that a request soon to come finds it there. Does not wait.
    public func prepare() {
        // Where it fails, the request will say so.
        try? startThread()
    }

    private func startThread() throws(TransportError) {
        try isStarted.withLock { isStarted throws(TransportError) in
            guard !isStarted else { return }
            try CurlThread.start(inbox: inbox, options: options)
            isStarted = true
        }
    }
}
