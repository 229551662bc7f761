// SPDX-License-Identifier: MIT

import Testing
@testable import Basics

@Suite struct FirstOfTests {
    @Test(.timeLimit(.minutes(1))) func theFirstToEndCancelsTheRest() async {
        let never = Latch()
        let results = await firstOf(
            {
                await never.wait()
                return Task.isCancelled ? "cancelled" : "opened"
            },
            { "first" })
        #expect(results == ["first", "cancelled"])
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledTaskWaitsForNeither() async {
        let never = Latch()
        let task = Task { _ = await firstOf(never.wait, never.wait) }
        task.cancel()
        await task.value
        #expect(!never.isOpen)
    }
}
