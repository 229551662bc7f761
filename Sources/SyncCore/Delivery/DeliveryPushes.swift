// SPDX-License-Identifier: MIT

import Basics

/// Pushes the syncs of deliveries, and has notifications sent.
package struct DeliveryPushes: Sendable {
    /// Sends a notification of what became of a delivery.
    package typealias Notify = @Sendable (DeliveryReport, VerifiedDelivery) async -> Void

    private let coordinator: PushCoordinator
    private let time: TimeSource
    private let recent: RecentDeliveries?
    private let respondWithin: Duration?
    private let notify: Notify?

    /// With `recent`, a delivery that comes again makes no other push: the process stays, and notifies after the
    /// response. Without it the response may be the process's end, and comes after the notification. With
    /// `respondWithin`, a push that takes longer is reported as running while it goes on.
    package init(
        _ coordinator: PushCoordinator, time: TimeSource, recent: RecentDeliveries? = nil,
        respondWithin: Duration? = nil, notify: Notify? = nil
    ) {
        self.coordinator = coordinator
        self.time = time
        self.recent = recent
        self.respondWithin = respondWithin
        self.notify = notify
    }

    /// Pushes, and sums the delivery up in the log.
    package func run(_ delivery: VerifiedDelivery) async -> DeliveryReport {
        let report = await report(of: delivery)
        delivery.log.summarize(report, event: delivery.event, reason: report.message)
        if recent == nil { await notify?(report, delivery) }
        return report
    }

    private func report(of delivery: VerifiedDelivery) async -> DeliveryReport {
        if case .notify(let report) = delivery.work {
            if recent != nil { await notifyLater(delivery) { report } }
            return report
        }
        guard let recent else {
            guard let respondWithin else { return DeliveryReport(await push(delivery)) }
            return await report(of: Task { await push(delivery) }, delivery, within: respondWithin)
        }
        switch recent.memory(of: delivery, now: time.unixMilliseconds(), push: { await pushAndNotify(delivery) }) {
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

    /// Once, however many copies of the delivery wait for the pushes.
    private func pushAndNotify(_ delivery: VerifiedDelivery) async -> [PushReport] {
        let pushes = Task { await push(delivery) }
        await notifyLater(delivery) { DeliveryReport(await pushes.value) }
        return await pushes.value
    }

    /// Holds up neither the response nor the next push.
    private func notifyLater(
        _ delivery: VerifiedDelivery, _ report: @escaping @Sendable () async -> DeliveryReport
    ) async {
        guard let notify else { return }
        await coordinator.followUp { await notify(await report(), delivery) }
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
