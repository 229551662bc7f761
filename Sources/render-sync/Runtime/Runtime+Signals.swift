// SPDX-License-Identifier: MIT

import Basics
import Glibc
import NIOConcurrencyHelpers
import SyncCore

extension Runtime {
    /// Asks the process to end on SIGTERM and SIGINT; a call still in flight ten seconds later is ended too. A second
    /// signal skips the redeploy, a third ends the calls in flight.
    func observeSignals() {
        let count = NIOLockedValueBox(0)
        TerminationSignals.observe { [stop, abandon, coordinator, time, isInteractive] in
            let number = count.withLockedValue { count in
                count += 1
                return count
            }
            StandardErrorWriter.shared.endProgress()
            if isInteractive, isatty(STDERR_FILENO) == 1 { Output.progress(Messages.stoppingCommand(signals: number)) }
            switch number {
            case 1:
                stop.open()
                Task {
                    await time.sleep(.seconds(10))
                    await coordinator.cancel()
                }
            case 2: abandon.open()
            default: Task { await coordinator.cancel() }
            }
        }
    }

    /// Lets SIGTERM and SIGINT end a command at once that writes nothing anywhere.
    func endOnSignal() {
        TerminationSignals.observe {
            let run = CommandRun(arguments: ProcessArguments.all)
            let code = run.report(CommandFailure(Messages.interrupted, .gaveUp))
            StandardErrorWriter.shared.flush()
            _exit(code)
        }
    }
}
