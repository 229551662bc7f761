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
    private let thread = Locked<CurlThread?>(nil)
    private let nextID = Atomic<Int>(0)

    /// Nothing is opened before the first request.
    public init(_ options: CurlOptions = CurlOptions()) {
        self.options = options
    }

    deinit {
        inbox.post(.close)
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard let waker = startThread() else { throw .unsendable("libcurl could not be started") }
        let id = nextID.add(1, ordering: .relaxed).newValue
        let result: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.post(.send(id, request, { continuation.resume(returning: $0) }))
                // The order to cancel a task that was cancelled before came too early to find anything.
                if Task.isCancelled { inbox.post(.cancel(id)) }
                waker.wake()
            }
        } onCancel: {
            inbox.post(.cancel(id))
            waker.wake()
        }
        return try result.get()
    }

    private func startThread() -> CurlThread? {
        thread.withLock { thread in
            if thread == nil { thread = CurlThread(inbox: inbox, options: options) }
            return thread
        }
    }
}

/// What the transport's thread is told, in order.
final class Inbox: Sendable {
    enum Order: Sendable {
        case send(Int, HTTPRequest, @Sendable (Result<HTTPResponse, TransportError>) -> Void)
        case cancel(Int)
        case close
    }

    private let orders = Locked<[Order]>([])

    func post(_ order: Order) {
        orders.withLock { $0.append(order) }
    }

    func takeAll() -> [Order] {
        orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
    }
}
