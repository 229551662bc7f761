// SPDX-License-Identifier: MIT

import Testing
@testable import Basics

@Suite struct LatchTests {
    @Test(.timeLimit(.minutes(1))) func everyWaiterIsWokenOnce() async {
        let stop = Latch()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await stop.wait() } }
            group.addTask {
                stop.open()
                stop.open()
            }
        }
        #expect(stop.isOpen)
    }

    @Test(.timeLimit(.minutes(1))) func aWaitThatBeginsAfterwardsIsOverAtOnce() async {
        let stop = Latch()
        stop.open()
        await stop.wait()
        #expect(stop.isOpen)
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledWaitIsOver() async {
        let stop = Latch()
        let task = Task { await stop.wait() }
        task.cancel()
        await task.value
        #expect(!stop.isOpen)
    }
}
