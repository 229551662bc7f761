// SPDX-License-Identifier: MIT

/// The faults in force, each with the number of requests that matched it so far.
struct FaultPlan: Sendable {
    private var entries: [(fault: Fault, seen: Int)] = []

    init(_ faults: [Fault] = []) {
        entries = faults.map { ($0, 0) }
    }

    /// The action for a request: the first fault that hits it. Every fault that matches counts it.
    mutating func action(for service: SandboxService, _ request: ReceivedRequest) -> Fault.Action? {
        var hit: Fault.Action?
        for position in entries.indices where entries[position].fault.matches(service, request) {
            entries[position].seen += 1
            let (fault, seen) = entries[position]
            let first = fault.occurrence ?? 1
            let isHit = fault.occurrence == nil || (seen >= first && seen - first < fault.count)
            if isHit, hit == nil { hit = fault.action }
        }
        return hit
    }
}
