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

        var isSend: Bool {
            if case .send = self { true } else { false }
        }
    }

    private struct State {
        var commands: [Command] = []
        var waker: Waker?
        /// Whether there is a thread, or there will be one, that takes the commands.
        var isServed = false
    }

    private let state = NIOLockedValueBox(State())

    /// Adds a command and wakes the thread. Without a waker the thread has yet to look, and will. True when the caller
    /// must start that thread.
    func post(_ command: Command) -> Bool {
        var failure: TransportError?
        let isFirst = state.withLockedValue { state in
            // Without a thread there is nothing to cancel or to end.
            guard state.isServed || command.isSend else { return false }
            state.commands.append(command)
            do throws(TransportError) {
                try state.waker?.wake()
            } catch {
                // It would lie there until something else wakes the thread.
                state.commands.removeLast()
                failure = error
            }
            defer { state.isServed = true }
            return !state.isServed
        }
        if let failure { Self.refuse(command, failure) }
        return isFirst
    }

    /// True when the caller must start the thread, for commands still to come.
    func claim() -> Bool {
        state.withLockedValue { state in
            defer { state.isServed = true }
            return !state.isServed
        }
    }

    /// There is no thread any more: refuses every command that waits. The next one starts another thread.
    func abandon(_ failure: TransportError) {
        let commands = state.withLockedValue { state in
            let commands = state.commands
            state = State()
            return commands
        }
        for command in commands { Self.refuse(command, failure) }
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
        try rs_multi_wakeup(multi).check("curl_multi_wakeup")
    }
}
