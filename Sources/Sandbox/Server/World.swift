// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Everything that changes while the sandbox runs.
struct World: Sendable {
    var state: SandboxState {
        didSet { history.note(state.infisical.projects) }
    }
    private(set) var history: ProjectHistory
    var lists = ListPlan()
    var faults = FaultPlan()
    var hook: (@Sendable (LoggedRequest, inout SandboxState) -> Void)?
    var log: [LoggedRequest] = []
    var arrivals = 0
    /// The notifications that came.
    var messages: [ChatMessage] = []
    var tokens = IssuedTokens()
    var limiter = RateLimiter()
    var lockouts = LoginLockouts()
    private var serial = 0

    init(state: SandboxState) {
        self.state = state
        history = ProjectHistory(state.infisical.projects)
    }

    /// A number that has not been given before.
    mutating func nextSerial() -> Int {
        serial += 1
        return serial
    }
}
