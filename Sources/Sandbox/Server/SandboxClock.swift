// SPDX-License-Identifier: MIT

import FoundationEssentials
import NIOConcurrencyHelpers

/// The sandbox's time, for token expiry and rate limits. Tests stop it and move it on.
package final class SandboxClock: Sendable {
    private struct Reading: Sendable {
        var frozen: Date?
        var offset: TimeInterval = 0
    }

    private let reading: NIOLockedValueBox<Reading>

    package init() {
        reading = NIOLockedValueBox(Reading())
    }

    /// A clock that shows this time now and goes on from it: a test knows where in a window of the clock it begins.
    package convenience init(startingAt date: Date) {
        self.init()
        advance(by: .seconds(date.timeIntervalSinceNow))
    }

    /// A clock that stands still at a time until it is moved on.
    package init(stoppedAt date: Date) {
        reading = NIOLockedValueBox(Reading(frozen: date))
    }

    package var now: Date {
        reading.withLockedValue { ($0.frozen ?? Date()) + $0.offset }
    }

    /// Moves the clock on.
    package func advance(by duration: Duration) {
        reading.withLockedValue { $0.offset += duration.seconds }
    }
}

extension Duration {
    var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18
    }
}
