// SPDX-License-Identifier: MIT

import Testing
@testable import FrontDoors

struct QueueAgeTests {
    /// Both edges, in milliseconds from now.
    @Test(
        arguments: [
            (-1_209_600_000, true), (-1_209_600_001, false), (0, true), (300_000, true), (300_001, false),
        ] as [(Int64, Bool)])
    func aMomentIsOneThatAQueueCanHaveSet(offset: Int64, isPlausible: Bool) {
        let now: Int64 = 1_790_000_000_000
        #expect(QueueAge.isPlausible(now + offset, now: now) == isPlausible)
    }
}
