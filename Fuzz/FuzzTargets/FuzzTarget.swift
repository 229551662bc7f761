// SPDX-License-Identifier: MIT

import Basics
import Glibc

/// What is fed with bytes that nobody chose. A wrong result ends the process, and so does one that takes too long.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case delivery
    case configuration
    case responses

    /// For each input of the fuzzer's, on this thread's processor: a hundred times as long as an honest one of the same
    /// length.
    package static let timeBound = Duration.seconds(2)

    /// Without a bound it may take any time: a sanitizer makes everything slower.
    package func feed(_ bytes: [UInt8], within bound: Duration? = nil) {
        let start = Self.processorTime()
        switch self {
        case .delivery: DeliveryTarget.feed(bytes)
        case .configuration: ConfigurationTarget.feed(bytes)
        case .responses: ResponseTarget.feed(bytes)
        }
        guard let bound else { return }
        let time = Self.processorTime() - start
        guard time <= bound else { fatalError("\(bytes.count) bytes took \(time)") }
    }

    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
