// SPDX-License-Identifier: MIT

import Basics
import CProcess
import Glibc

/// SIGTERM and SIGINT: the process is asked to end.
enum TerminationSignals {
    /// Calls back for each that comes, for as long as the process lives. They end it as ever where no thread can be had
    /// to wait for them.
    static func observe(_ received: @escaping @Sendable () -> Void) {
        let descriptor = rs_heed_end_signals()
        guard descriptor >= 0 else { return }
        let isHeeded = DetachedThread.start {
            var number: UInt8 = 0
            while true {
                let count = read(descriptor, &number, 1)
                if count > 0 { received() } else if count == 0 || errno != EINTR { return }
            }
        }
        if !isHeeded { for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) } }
    }
}
