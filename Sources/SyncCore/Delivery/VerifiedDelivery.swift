// SPDX-License-Identifier: MIT

/// A delivery that more than a response follows, and its line in the log.
package struct VerifiedDelivery: Sendable {
    /// What follows.
    package enum Work: Sendable {
        /// These syncs are pushed; there is at least one.
        case push([SyncConfiguration])
        /// Nothing is pushed, and a notification of this report is sent.
        case notify(DeliveryReport)
    }

    package let work: Work
    package let event: Event
    package let log: DeliveryLog

    package init(_ work: Work, _ event: Event, log: DeliveryLog) {
        self.work = work
        self.event = event
        self.log = log
    }

    /// The syncs to push.
    package var syncs: [SyncConfiguration] {
        if case .push(let syncs) = work { syncs } else { [] }
    }
}
