// SPDX-License-Identifier: MIT

import Basics

/// Pushes the syncs of deliveries.
package struct DeliveryPushes: Sendable {
    private let coordinator: PushCoordinator
    private let time: TimeSource
    private let recent: RecentDeliveries?
    private let respondWithin: Duration?

    /// With `recent`, a delivery that comes again makes no other push. With `respondWithin`, a push that takes longer is
    /// reported as running while it goes on.
    package init(
        _ coordinator: PushCoordinator, time: TimeSource, recent: RecentDeliveries? = nil,
        respondWithin: Duration? = nil
    ) {
        self.coordinator = coordinator
        self.time = time
        self.recent = recent
        self.respondWithin = respondWithin
    }

    /// Pushes, and sums the delivery up in the log.
    package func run(_ delivery: VerifiedDelivery) async -> DeliveryReport {
        let report = await report(of: delivery)
        delivery.log.summarize(report, event: delivery.event, reason: report.message)
        return report
    }

    private func report(of delivery: VerifiedDelivery) async -> DeliveryReport {
        guard let recent else {
            guard let respondWithin else { return DeliveryReport(await push(delivery)) }
            return await report(of: Task { await push(delivery) }, delivery, within: respondWithin)
        }
        switch recent.memory(of: delivery, now: time.unixMilliseconds(), push: { await push(delivery) }) {
        case .succeeded: return DeliveryReport(repeated: delivery.syncs.map(\.name))
        case .running(let pushes):
            guard let respondWithin else { return DeliveryReport(await pushes.value) }
            return await report(of: pushes, delivery, within: respondWithin)
        }
    }

    private func report(
        of pushes: Task<[PushReport], Never>, _ delivery: VerifiedDelivery, within respondWithin: Duration
    ) async -> DeliveryReport {
        let done = Latch()
        Task {
            _ = await pushes.value
            done.open()
        }
        await firstOf(done.wait, { [time] in await time.sleep(respondWithin) })
        if done.isOpen { return DeliveryReport(await pushes.value) }
        // The push goes on; what it did is in the log.
        await coordinator.followUp {
            let late = DeliveryReport(await pushes.value)
            delivery.log.summarize(late, event: delivery.event, reason: "after the response: \(late.message)")
        }
        return DeliveryReport(running: delivery.syncs.map(\.name))
    }

    /// All at the same time.
    private func push(_ delivery: VerifiedDelivery) async -> [PushReport] {
        let occasion = PushOccasion.delivery(Moment(milliseconds: delivery.event.timestamp))
        var pushes: [Task<PushReport, Never>] = []
        for sync in delivery.syncs { pushes.append(await coordinator.push(sync, for: occasion)) }
        var reports: [PushReport] = []
        for push in pushes { reports.append(await push.value) }
        return reports
    }
}
