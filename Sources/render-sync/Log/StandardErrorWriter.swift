// SPDX-License-Identifier: MIT

import Basics
import Glibc
import NIOConcurrencyHelpers

/// Writes lines to standard error, and never waits for its reader: an event loop logs too.
///
/// What cannot be written at once waits in memory for a thread that may wait. Beyond a bound, lines are dropped and
/// counted. The progress line of a terminal stands below everything else: it is cleared before a line, and written anew
/// after it.
final class StandardErrorWriter: Sendable {
    static let shared = StandardErrorWriter(STDERR_FILENO)

    /// How much may wait, in bytes.
    static let bound = 256 << 10
    /// A pipe that is ready takes this much at once (pipe(7): PIPE_BUF), in bytes.
    private static let pieceSize = 4096

    private struct State {
        var queue: [ArraySlice<UInt8>] = []
        var queuedBytes = 0
        var droppedCount = 0
        /// Says how many lines were dropped.
        var droppedLine: @Sendable (Int) -> [UInt8] = { _ in [] }
        var hasThread = false
        /// What stands on the terminal's last line; empty for nothing, nil when there is to be none any more.
        var progress: [UInt8]? = []
    }

    /// Carriage return, then erase the line.
    private static let clearing = Array("\r\u{1B}[K".utf8)

    private let descriptor: Int32
    private let state = NIOLockedValueBox(State())

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Writes a line, which ends with its line break, now, or later from a thread. `droppedLine` makes the line that
    /// says how many were dropped.
    func write(_ line: [UInt8], droppedLine: @escaping @Sendable (Int) -> [UInt8] = { _ in [] }) {
        let needsThread = state.withLockedValue { state in
            var line = line
            if let progress = state.progress, !progress.isEmpty { line = Self.clearing + line + progress }
            let rest = state.hasThread ? line[...] : writeWhileReady(line[...])
            if rest.isEmpty { return false }
            guard state.queuedBytes + rest.count <= Self.bound else {
                state.droppedCount += 1
                state.droppedLine = droppedLine
                return false
            }
            state.queue.append(rest)
            state.queuedBytes += rest.count
            defer { state.hasThread = true }
            return !state.hasThread
        }
        guard needsThread, !DetachedThread.start({ [self] in writeQueue() }) else { return }
        state.withLockedValue { $0 = State() }
    }

    /// Shows how far a push is, in place of what was shown before.
    func show(progress: [UInt8]) {
        state.withLockedValue { state in
            // A terminal that does not take a line now gets the next one.
            guard state.progress != nil, !state.hasThread else { return }
            state.progress = progress
            _ = writeWhileReady((Self.clearing + progress)[...])
        }
    }

    /// Clears the progress line until there is a next one.
    func clearProgress() {
        state.withLockedValue { clearProgress(&$0) }
    }

    /// Clears the progress line, for good.
    func endProgress() {
        state.withLockedValue { state in
            clearProgress(&state)
            state.progress = nil
        }
    }

    private func clearProgress(_ state: inout State) {
        guard let progress = state.progress, !progress.isEmpty else { return }
        _ = writeWhileReady(Self.clearing[...])
        state.progress = []
    }

    /// Waits until everything is written, but not for long: nobody may be reading.
    func flush(within patience: Duration = .seconds(1)) {
        let pause = Duration.milliseconds(2)
        var waited = Duration.zero
        while state.withLockedValue(\.hasThread), waited < patience {
            usleep(UInt32(pause.milliseconds * 1000))
            waited += pause
        }
    }

    /// What is left when the reader takes no more.
    private func writeWhileReady(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, 0) > 0, let written = writePiece(rest) else { return rest }
            rest = rest.dropFirst(written)
        }
        return rest
    }

    /// The thread's work: everything that waits, and what was dropped meanwhile.
    private func writeQueue() {
        while let bytes = takeQueue() {
            var rest = bytes[...]
            while !rest.isEmpty {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&ready, 1, -1) > 0, let written = writePiece(rest) else { continue }
                rest = rest.dropFirst(written)
            }
        }
    }

    private func takeQueue() -> [UInt8]? {
        state.withLockedValue { state in
            guard !state.queue.isEmpty else {
                state.hasThread = false
                return nil
            }
            var bytes = Array(state.queue.joined())
            if state.droppedCount > 0 { bytes += state.droppedLine(state.droppedCount) }
            (state.queue, state.queuedBytes, state.droppedCount) = ([], 0, 0)
            return bytes
        }
    }

    /// How much was written: all of them when the reader has gone; nil when it is worth trying again.
    private func writePiece(_ bytes: ArraySlice<UInt8>) -> Int? {
        let written = bytes.prefix(Self.pieceSize).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written >= 0 { return written }
        return errno == EINTR || errno == EAGAIN ? nil : bytes.count
    }
}
