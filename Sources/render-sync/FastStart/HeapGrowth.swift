// SPDX-License-Identifier: MIT

import CProcess

enum HeapGrowth {
    /// A thread's heap otherwise grows by a system call for every page or two.
    static func inLargeSteps() {
        mallopt(M_TOP_PAD, 4 << 20)
    }
}
