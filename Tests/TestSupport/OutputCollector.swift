// SPDX-License-Identifier: MIT

import Foundation
import NIOConcurrencyHelpers

/// What comes out of a pipe, kept whole, and its lines, which can be waited for.
package final class OutputCollector: Sendable {
    private struct Waiter {
        var isWanted: @Sendable (String) -> Bool
        var continuation: CheckedContinuation<String?, Never>
    }

    private struct State {
        var bytes = Data()
        var isOver = false
        var waiters: [Waiter] = []
        var endWaiters: [CheckedContinuation<Void, Never>] = []
        var textWaiters: [TextWaiter] = []
    }

    private struct TextWaiter {
        var isWanted: @Sendable (String) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private let state = NIOLockedValueBox(State())

    /// Everything so far.
    package var bytes: [UInt8] { state.withLockedValue { Array($0.bytes) } }
    /// Everything so far as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first whole line that fits, as soon as it is there; nil when the output ends without one.
    package func line(where isWanted: @escaping @Sendable (String) -> Bool = { _ in true }) async -> String? {
        await withCheckedContinuation { continuation in
            let answer: String?? = state.withLockedValue { state in
                if let line = Self.lines(state).first(where: isWanted) { return .some(line) }
                if state.isOver { return .some(nil) }
                state.waiters.append(Waiter(isWanted: isWanted, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Waits until everything so far is as wanted; whether it ever was.
    @discardableResult package func waits(until isWanted: @escaping @Sendable (String) -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLockedValue { state in
                if isWanted(String(decoding: state.bytes, as: UTF8.self)) { return true }
                if state.isOver { return false }
                state.textWaiters.append(TextWaiter(isWanted: isWanted, continuation: continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Keeps what a terminal shows, until nobody has it open any more, which reads as an error (EIO).
    func drain(terminal descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var block = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(descriptor, &block, block.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return append(nil) }
                append(Data(block[..<count]))
            }
        }
    }

    func drain(_ handle: FileHandle) {
        // A thread of its own: blocked ones would use up a shared pool's.
        Thread.detachNewThread { [self] in
            while case let chunk = handle.availableData, !chunk.isEmpty { append(chunk) }
            append(nil)
        }
    }

    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLockedValue { state in
                if !state.isOver { state.endWaiters.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func append(_ chunk: Data?) {
        let (found, ends, seen) = state.withLockedValue { state in
            if let chunk { state.bytes.append(chunk) } else { state.isOver = true }
            let lines = Self.lines(state)
            var found: [(CheckedContinuation<String?, Never>, String?)] = []
            state.waiters.removeAll { waiter in
                let line = lines.first(where: waiter.isWanted)
                guard line != nil || state.isOver else { return false }
                found.append((waiter.continuation, line))
                return true
            }
            let ends = state.isOver ? state.endWaiters : []
            if state.isOver { state.endWaiters = [] }
            var seen: [(CheckedContinuation<Bool, Never>, Bool)] = []
            if !state.textWaiters.isEmpty {
                let text = String(decoding: state.bytes, as: UTF8.self)
                state.textWaiters.removeAll { waiter in
                    let isWanted = waiter.isWanted(text)
                    guard isWanted || state.isOver else { return false }
                    seen.append((waiter.continuation, isWanted))
                    return true
                }
            }
            return (found, ends, seen)
        }
        for (continuation, answer) in seen { continuation.resume(returning: answer) }
        for (continuation, line) in found { continuation.resume(returning: line) }
        for continuation in ends { continuation.resume() }
    }

    private static func lines(_ state: State) -> [String] {
        var lines = state.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = lines.popLast() ?? Data()
        if state.isOver, !rest.isEmpty { lines.append(rest) }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}
