// SPDX-License-Identifier: MIT

import Basics

/// Pushes the syncs of deliveries.
package struct DeliveryPushes: Sendable {
    private let coordinator: PushCoordinator
    private let time: TimeSource
    private let respondWithin: Duration?

    /// With `respondWithin`, a push that takes longer is reported as running while it goes on.
    package init(_ coordinator: PushCoordinator, time: TimeSource, respondWithin: Duration? = nil) {
        self.coordinator = coordinator
        self.time = time
        self.respondWithin = respondWithin
    }

    /// Pushes, and sums the delivery up in the log.
    package func run(_ delivery: VerifiedDelivery) async -> DeliveryReport {
        var tasks: [Task<PushReport, Never>] = []
        for sync in delivery.syncs { tasks.append(await coordinator.push(sync)) }
        let pushes = tasks
        let report = await report(of: pushes, delivery)
        delivery.log.summarize(report, event: delivery.event, reason: report.message)
        return report
    }

    private func report(
        of pushes: [Task<PushReport, Never>], _ delivery: VerifiedDelivery
    ) async -> DeliveryReport {
        guard let respondWithin else { return DeliveryReport(await Self.reports(pushes)) }
        let done = Latch()
        let report = Task {
            defer { done.open() }
            return DeliveryReport(await Self.reports(pushes))
        }
        await firstOf(done.wait, { [time] in await time.sleep(respondWithin) })
        if done.isOpen { return await report.value }
        // The push goes on; what it did is in the log.
        await coordinator.followUp {
            let late = await report.value
            delivery.log.summarize(late, event: nil, reason: "after the answer: \(late.message)")
        }
        return DeliveryReport(running: delivery.syncs.map(\.name))
    }

    private static func reports(_ pushes: [Task<PushReport, Never>]) async -> [PushReport] {
        var reports: [PushReport] = []
        for push in pushes { reports.append(await push.value) }
        return reports
    }
}
