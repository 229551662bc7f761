// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient
import SyncCore

/// What the transport's thread is told, in order.
final class Inbox: Sendable {
    enum Order: Sendable {
        case send(Int, HTTPRequest, @Sendable (Result<HTTPResponse, TransportError>) -> Void)
        case cancel(Int)
        case close
    }

    private struct State {
        var orders: [Order] = []
        var waker: Waker?
        var failure: TransportError?
    }

    private let state = Locked(State())

    /// Leaves an order, and wakes the thread. Without a waker the thread has yet to look, and will.
    func post(_ order: Order) {
        let failure: TransportError? = state.withLock { state in
            if let failure = state.failure { return failure }
            state.orders.append(order)
            state.waker?.wake()
            return nil
        }
        if let failure { Self.refuse(order, failure) }
    }

    /// Takes what was left since the last time.
    func takeAll() -> [Order] {
        state.withLock { state in
            defer { state.orders = [] }
            return state.orders
        }
    }

    /// From here on orders wake the thread; with nil nobody does any more.
    func setWaker(_ waker: Waker?) {
        state.withLock { $0.waker = waker }
    }

    /// Refuses every order, those that wait and those to come.
    func fail(_ failure: TransportError) {
        let orders = state.withLock { state in
            state.failure = failure
            defer { state.orders = [] }
            return state.orders
        }
        for order in orders { Self.refuse(order, failure) }
    }

    private static func refuse(_ order: Order, _ failure: TransportError) {
        if case .send(_, _, let completion) = order { completion(.failure(failure)) }
    }
}

/// Makes the thread look into its inbox.
///
/// @unchecked: libcurl documents `curl_multi_wakeup` as safe from any thread. The handle outlives the waker, which is
/// called and taken away under the inbox's lock.
struct Waker: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func wake() {
        rs_multi_wakeup(multi)
    }
}
