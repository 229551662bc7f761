// SPDX-License-Identifier: MIT

import Glibc

/// A thread for what waits in system calls: Swift's own threads are few, and not for that.
package enum DetachedThread {
    /// Runs the body on a thread of its own. False when there is none to be had; the body has not begun then.
    package static func start(_ body: sending @escaping () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                // Retained above, once, for this call.
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Work {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }
}
