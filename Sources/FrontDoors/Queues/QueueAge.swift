// SPDX-License-Identifier: MIT

import Basics

/// How old a message out of a queue can be.
enum QueueAge {
    /// The longest that any of the queues keeps a message.
    static let longestRetention = Duration.seconds(14 * 86_400)
    /// How far a queue's clock may be ahead of this machine's.
    static let clockSkew = Duration.seconds(300)

    /// Whether a queue can have taken a message in then: not in the future, nor longer ago than any queue keeps it. Both
    /// in milliseconds since 1970.
    static func isPlausible(_ moment: Int64, now: Int64) -> Bool {
        let age = Duration.milliseconds(now - moment)
        return age <= longestRetention && age >= .zero - clockSkew
    }
}
