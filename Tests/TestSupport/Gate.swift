// SPDX-License-Identifier: MIT

/// Lets a few in at a time: tests that start servers and programs would otherwise all start at once.
actor Gate {
    /// For everything that runs beside a sandbox.
    static let sandboxes = Gate(width: Sanitizer.isOn ? 6 : 16)

    private var free: Int
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiters.append($0) }
        }
    }

    func leave() {
        if waiters.isEmpty { free += 1 } else { waiters.removeFirst().resume() }
    }
}
