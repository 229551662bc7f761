// SPDX-License-Identifier: MIT

import Basics
import Glibc
import Logging
import SyncCore

/// Shows somebody how far pushes are.
enum ProgressWatcher {
    /// For a command on a terminal a line that is written anew with each step; else a line of the log for each wait.
    static func make(
        _ isCommand: Bool, _ time: TimeSource, _ log: Logger
    ) -> @Sendable (PushProgress, _ sync: String) -> Void {
        guard isCommand, Terminal.takesProgress else {
            return { progress, sync in
                if case .writing = progress { return }
                log.info("\(ProgressLine.text(progress))", metadata: ["sync": "\(SafeText.clean(sync))"])
            }
        }
        let line = ProgressLine(time: time) { text in
            let fitted = ProgressLine.fitted(text, columns: Terminal.columns(of: STDERR_FILENO) ?? 80)
            StandardErrorWriter.shared.show(progress: Array(fitted.utf8))
        }
        return { progress, sync in
            // Each step of a deploy has a line of its own, which stays.
            guard case .deploying = progress else { return line.note(progress, of: sync) }
            StandardErrorWriter.shared.write(Array("\(ProgressLine.text(progress))\n".utf8))
        }
    }
}
