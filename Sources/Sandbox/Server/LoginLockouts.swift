// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Universal auth's lockout: three refused logins within 30 s lock a client id for 300 s.
struct LoginLockouts: Sendable {
    private var refusals: [String: [Date]] = [:]
    private var lockedUntil: [String: Date] = [:]

    func isLocked(_ clientId: String, _ now: Date) -> Bool {
        lockedUntil[clientId].map { now < $0 } ?? false
    }

    mutating func note(_ clientId: String, isRefused: Bool, _ now: Date) {
        guard isRefused else {
            refusals[clientId] = nil
            return
        }
        let recent = (refusals[clientId] ?? []).filter { now.timeIntervalSince($0) < 30 } + [now]
        refusals[clientId] = recent.count < 3 ? recent : nil
        if recent.count >= 3 { lockedUntil[clientId] = now + 300 }
    }
}
