// SPDX-License-Identifier: MIT

import FrontDoors
import Glibc
import Logging
import SyncCore

/// Shows how far a push is.
enum ProgressLine {
    /// For a command on a terminal one line, written anew with each step; else a line of the log for each wait.
    static func watcher(isCommand: Bool, _ log: Logger) -> @Sendable (PushProgress) -> Void {
        guard isCommand, isatty(STDERR_FILENO) == 1 else {
            return { progress in
                if case .writing = progress { return }
                log.info("\(text(progress))")
            }
        }
        return { progress in
            // Each step of a deploy has a line of its own.
            if case .deploying = progress {
                StandardStream(output: STDERR_FILENO).write(Array("\(text(progress))\n".utf8))
                return
            }
            // Back to the line's start, the text, and away with what was longer before.
            StandardStream(output: STDERR_FILENO).write(Array("\r\(text(progress))\u{1B}[K".utf8))
        }
    }

    /// The text of the line; the last one ends it.
    static func text(_ progress: PushProgress) -> String {
        switch progress {
        case .writing(let done, let total): "\(done) of \(total) written" + (done == total ? "\n" : "")
        case .waiting(let wait):
            "waiting \(seconds(wait.resetsIn)) for Render's rate limit: \(wait.pending) writes to go, "
                + "done in about \(seconds(wait.remaining))"
        case .deploying(let service, let step): "\(service.title): \(step.replacing("_", with: " "))"
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        let seconds = max(1, duration.components.seconds)
        return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
    }
}
