// SPDX-License-Identifier: MIT

/// A moment on somebody's wall clock.
package struct Moment: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// From `earlier` to `later`.
    package static func - (later: Moment, earlier: Moment) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}
