// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient
import NIOConcurrencyHelpers

/// What the transport's thread is told, in order.
final class CurlCommandQueue: Sendable {
    enum Command: Sendable {
        case send(Int, HTTPRequest, @Sendable (Result<HTTPResponse, TransportError>) -> Void)
        case cancel(Int)
        case close
    }

    private struct State {
        var commands: [Command] = []
        var waker: Waker?
        var failure: TransportError?
    }

    private let state = NIOLockedValueBox(State())

    /// Adds a command and wakes the thread. Without a waker the thread has yet to look, and will.
    func post(_ command: Command) {
        let failure: TransportError? = state.withLockedValue { state in
            if let failure = state.failure { return failure }
            state.commands.append(command)
            do throws(TransportError) {
                try state.waker?.wake()
                return nil
            } catch {
                // It would lie there until something else wakes the thread.
                state.commands.removeLast()
                return error
            }
        }
        if let failure { Self.refuse(command, failure) }
    }

    /// Takes what was added since the last time.
    func takeAll() -> [Command] {
        state.withLockedValue { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// From here on commands wake the thread; with nil they no longer do.
    func setWaker(_ waker: Waker?) {
        state.withLockedValue { $0.waker = waker }
    }

    /// Refuses every command, those that wait and those to come.
    func fail(_ failure: TransportError) {
        let commands = state.withLockedValue { state in
            state.failure = failure
            defer { state.commands = [] }
            return state.commands
        }
        for command in commands { Self.refuse(command, failure) }
    }

    private static func refuse(_ command: Command, _ failure: TransportError) {
        if case .send(_, _, let completion) = command { completion(.failure(failure)) }
    }
}

/// Makes the thread look at its commands.
///
/// @unchecked: libcurl documents `curl_multi_wakeup` as safe from any thread. The handle outlives the waker, which is
/// called and removed under the queue's lock.
struct Waker: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func wake() throws(TransportError) {
        try rs_multi_wakeup(multi).check("a wake-up")
    }
}
