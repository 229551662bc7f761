// SPDX-License-Identifier: MIT

import FrontDoors
import Glibc
import SyncCore

/// One line on a terminal that says how far a push is.
enum ProgressLine {
    /// Writes the line anew with each step; silent where nobody watches.
    static func watcher() -> @Sendable (PushProgress) -> Void {
        guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
        return { progress in
            // Back to the line's start, the text, and away with what was longer before.
            StandardStream(output: STDERR_FILENO).write(Array("\r\(text(progress))\u{1B}[K".utf8))
        }
    }

    /// The text of the line; the last one ends it.
    static func text(_ progress: PushProgress) -> String {
        if let wait = progress.waiting {
            let seconds = max(1, wait.components.seconds)
            return "waiting \(seconds) s for Render's rate limit, \(progress.pending) writes to go"
        }
        return "\(progress.done) of \(progress.total) written" + (progress.done == progress.total ? "\n" : "")
    }
}
