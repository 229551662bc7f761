// SPDX-License-Identifier: MIT

import Basics
import Logging

/// A delivery whose syncs are to be pushed, and its line in the log.
package struct VerifiedDelivery: Sendable {
    /// What is responded where nothing is to be pushed, and only somebody to be told.
    let settled: DeliveryReport?
    package let syncs: [SyncConfiguration]
    package let event: Event
    package let log: DeliveryLog

    package init(_ syncs: [SyncConfiguration], _ event: Event, log: DeliveryLog) {
        self.init(settled: nil, syncs, event, log)
    }

    /// One that nothing is pushed for.
    package init(telling report: DeliveryReport, _ event: Event, log: DeliveryLog) {
        self.init(settled: report, [], event, log)
    }

    private init(settled: DeliveryReport?, _ syncs: [SyncConfiguration], _ event: Event, _ log: DeliveryLog) {
        self.settled = settled
        self.syncs = syncs
        self.event = event
        self.log = log
    }
}

/// The log of one delivery: its lines carry an id, and one of them sums it up.
package struct DeliveryLog: Sendable {
    private let logger: Logger
    private let time: TimeSource
    private let start: Duration

    /// The delivery's time counts from now.
    package init(_ logger: Logger, time: TimeSource) {
        self.logger = logger
        self.time = time
        start = time.uptime()
    }

    /// `reason` is what the log says: it may know more than the sender is told.
    package func summarize(_ report: DeliveryReport, event: Event?, reason: String) {
        // A flood of refusals costs no more than it must: nothing is prepared for a line that is not wanted.
        guard logger.logLevel <= report.verdict.logLevel else { return }
        var logger = logger
        logger[metadataKey: "delivery"] = "\(String(UInt32(time.random() * Double(UInt32.max)), radix: 36))"
        logger.logSummary(report, event: event, reason: reason, duration: time.uptime() - start)
    }
}
