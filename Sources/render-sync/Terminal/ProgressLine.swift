// SPDX-License-Identifier: MIT

import Basics
import Glibc
import Logging
import NIOConcurrencyHelpers
import SyncCore

/// Shows on one line of a terminal how far the pushes are: written anew with each step, and each second of a wait.
final class ProgressLine: Sendable {
    /// One push.
    private struct Step {
        var sync: String
        var progress: PushProgress
        /// When it was heard of, as uptime.
        var since: Duration
    }

    private struct State {
        var last: Step?
        var syncs: Set<String> = []
        var isTicking = false
    }

    private let state = NIOLockedValueBox(State())
    private let time: TimeSource
    private let show: @Sendable (String) -> Void

    /// `show` puts a text in place of the one before.
    init(time: TimeSource, show: @escaping @Sendable (String) -> Void) {
        self.time = time
        self.show = show
    }

    /// Takes what a push says of itself.
    func note(_ progress: PushProgress, of sync: String) {
        let mustTick = state.withLockedValue { state in
            state.syncs.insert(sync)
            state.last = Step(sync: sync, progress: progress, since: time.uptime())
            guard progress.isWait, !state.isTicking else { return false }
            state.isTicking = true
            return true
        }
        draw()
        if mustTick { Task { await tick() } }
    }

    /// Counts down for as long as the wait lasts.
    private func tick() async {
        while true {
            await time.sleep(.seconds(1))
            let isWaiting = state.withLockedValue { state in
                state.isTicking = state.last?.progress.isWait == true
                return state.isTicking
            }
            guard isWaiting else { return }
            draw()
        }
    }

    private func draw() {
        let text = state.withLockedValue { state in
            state.last.map { step in
                let name = state.syncs.count > 1 ? "\(SafeText.clean(step.sync)): " : ""
                return name + Self.text(step.progress, after: time.uptime() - step.since)
            }
        }
        if let text { show(text) }
    }

    // MARK: Texts

    /// What the line says so long after it was heard of.
    static func text(_ progress: PushProgress, after elapsed: Duration = .zero) -> String {
        switch progress {
        case .writing(let done, let total): return "\(done) of \(total) written"
        case .waiting(let wait):
            let left = max(.zero, wait.resetsIn - elapsed)
            return "waiting \(seconds(left)) for Render's rate limit: \(wait.pending) "
                + "\(wait.pending == 1 ? "write" : "writes") to go, "
                + "done in about \(seconds(max(left, wait.remaining - elapsed)))"
        case .deploying(let service, let step): return "\(service.title): \(step.replacing("_", with: " "))"
        }
    }

    /// The text in so many columns, without a line break that clearing it would miss.
    static func fitted(_ text: String, columns: Int) -> String {
        text.count < columns ? text : String(text.prefix(max(1, columns - 2))) + "…"
    }

    private static func seconds(_ duration: Duration) -> String {
        let (whole, rest) = duration.components
        let seconds = max(1, whole + (rest > 0 ? 1 : 0))
        return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
    }
}

extension ProgressLine {
    /// For a command on a terminal a line that is written anew with each step; else a line of the log for each wait.
    static func watcher(
        _ isInteractive: Bool, _ time: TimeSource, _ log: Logger
    ) -> @Sendable (PushProgress, _ sync: String) -> Void {
        guard isInteractive, Terminal.takesProgress else {
            return { progress, sync in
                if case .writing = progress { return }
                log.info("\(text(progress))", metadata: ["sync": "\(SafeText.clean(sync))"])
            }
        }
        let line = ProgressLine(time: time) { text in
            let shown = fitted(text, columns: Terminal.columns(of: STDERR_FILENO) ?? 80)
            StandardErrorWriter.shared.show(progress: Array(shown.utf8))
        }
        return { progress, sync in
            // Each step of a deploy has a line of its own, which stays.
            guard case .deploying = progress else { return line.note(progress, of: sync) }
            StandardErrorWriter.shared.write(Array("\(text(progress))\n".utf8))
        }
    }
}

extension PushProgress {
    fileprivate var isWait: Bool {
        if case .waiting = self { true } else { false }
    }
}
