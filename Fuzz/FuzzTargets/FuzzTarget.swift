// SPDX-License-Identifier: MIT

import Basics
import Glibc

/// What is fed with bytes that nobody chose. A wrong result ends the process, and so does one that takes too long.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case delivery
    case configuration
    case responses

    /// For each input, on this thread's processor: a hundred times as long as an honest one of the same length.
    private static let timeBound = Duration.seconds(2)

    package func feed(_ bytes: [UInt8]) {
        let start = Self.processorTime()
        switch self {
        case .delivery: DeliveryTarget.feed(bytes)
        case .configuration: ConfigurationTarget.feed(bytes)
        case .responses: ResponseTarget.feed(bytes)
        }
        let time = Self.processorTime() - start
        guard time <= Self.timeBound else { fatalError("\(bytes.count) bytes took \(time)") }
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
