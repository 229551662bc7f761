// SPDX-License-Identifier: MIT

import Basics
import CProcess
import Glibc

/// SIGTERM and SIGINT: the process is asked to end.
enum TerminationSignals {
    /// Calls back for each that comes, for as long as the process lives. Where no thread can be started to wait for
    /// them, they end the process as they do by default.
    static func observe(_ received: @escaping @Sendable () -> Void) {
        let descriptor = rs_catch_end_signals()
        guard descriptor >= 0 else { return }
        let isObserved = DetachedThread.start {
            var number: UInt8 = 0
            while true {
                let count = read(descriptor, &number, 1)
                if count > 0 { received() } else if count == 0 || errno != EINTR { return }
            }
        }
        if !isObserved { for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) } }
    }
}
