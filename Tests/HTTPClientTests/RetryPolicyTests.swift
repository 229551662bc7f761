// SPDX-License-Identifier: MIT

import Testing
@testable import HTTPClient

@Suite struct RetryPolicyTests {
    /// The bound doubles and ends at 20 s; the jitter takes any part of it.
    @Test(arguments: [
        (1, 0.0, 0), (1, 0.5, 250), (1, 1.0, 500), (2, 1.0, 1000), (3, 1.0, 2000), (4, 1.0, 4000), (7, 1.0, 20_000),
        (1000, 1.0, 20_000), (1000, 0.25, 5000),
    ])
    func theWaitIsAPartOfABoundThatDoubles(attempt: Int, jitter: Double, milliseconds: Int) {
        #expect(Backoff.wait(after: attempt, jitter: jitter) == .milliseconds(milliseconds))
    }
}
