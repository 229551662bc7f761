// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import Logging
import NIOConcurrencyHelpers
import SyncCore

/// Tells people what became of pushes. Whatever happens to a notification is a line in the log and nothing else.
package struct Notifier: Sendable {
    /// The longest that a notification may take: within five seconds even where the machine is busy.
    package static let bound = Duration.milliseconds(4_500)
    /// The most bytes of an answer: nobody reads more of it than why it was refused.
    package static let answerBound = 64 << 10

    private let settings: NotificationSettings
    private let format: NotificationFormat
    private let transport: any HTTPTransport
    private let time: TimeSource
    private let abandon: Latch
    private let notified = NotifiedDeliveries()
    /// What no message may repeat.
    private let secrets: [Secret]

    /// `transport` is best not the pushes' own, so that no trouble with a receiver becomes theirs. `abandon` ends the
    /// wait for an answer.
    package init(
        _ settings: NotificationSettings, transport: any HTTPTransport, time: TimeSource, abandon: Latch = Latch()
    ) {
        self.settings = settings
        self.transport = transport
        self.time = time
        self.abandon = abandon
        format = NotificationFormat(host: settings.host)
        secrets = AddressSecrets.find(in: settings.url.exposed) + [Secret(settings.host)]
    }

    /// Tells of a delivery, or of a command where there is no event, if that is wanted. `expiry`, on the clock of
    /// `uptime`, bounds it further.
    package func notify(
        _ report: DeliveryReport, event: Event? = nil, syncs: [SyncConfiguration], until expiry: Duration? = nil,
        log: Logger
    ) async {
        guard settings.occasion.covers(report, event) else { return }
        if let event, !notified.isNew(event.signature, syncs.map(\.name), report.verdict) { return }
        let left = expiry.map { $0 - time.uptime() } ?? Self.bound
        let notification = Notification(report, event: event, syncs: syncs)
        if let failure = await send(notification, report, within: min(Self.bound, left)) {
            log.warning("\(NotificationMessages.notTaken(failure))")
        } else {
            log.debug("\(NotificationMessages.taken)")
        }
    }

    /// Sends a test message, whatever RENDER_SYNC_NOTIFY_ON says.
    package func test() async -> NotificationFailure? {
        await send(.test, DeliveryReport(.test, NotificationMessages.test), within: Self.bound)
    }

    private func send(
        _ notification: Notification, _ report: DeliveryReport, within bound: Duration
    ) async -> NotificationFailure? {
        guard bound >= .milliseconds(1) else { return .noTime }
        var request = HTTPRequest(.post, settings.url.exposed, body: format.body(notification, report))
        // On a connection that turns out dead libcurl would send it again, and it would be read twice.
        request.needsFreshConnection = true
        request.timeout = bound
        switch await response(to: request) {
        case .success(let response): return .of(response, hiding: secrets)
        case .failure(let error): return .of(error, hiding: secrets)
        }
    }

    /// Waits no longer than the bound, whatever the transport does: libcurl cannot cancel a name lookup.
    private func response(to request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
        let result = NIOLockedValueBox<Result<HTTPResponse, TransportError>>(.failure(.timedOut))
        let done = Latch()
        let sending = Task { [transport] in
            do throws(TransportError) {
                let response = try await transport.send(request)
                result.withLockedValue { $0 = .success(response) }
            } catch {
                result.withLockedValue { $0 = .failure(error) }
            }
            done.open()
        }
        await firstOf(done.wait, abandon.wait, { [time] in await time.sleep(request.timeout) })
        sending.cancel()
        return result.withLockedValue { $0 }
    }
}

extension NotificationSettings.Occasion {
    /// Whether somebody is told. Drift is told of under each: a plan on a schedule is made for it.
    func covers(_ report: DeliveryReport, _ event: Event?) -> Bool {
        if case .notice? = event?.kind { return true }
        if report.verdict.exitCode != 0 { return true }
        // A plan, or a preview, that found nothing to do.
        guard let syncs = report.syncs, report.verdict != .inSync else { return false }
        switch self {
        case .failure: return false
        case .change: return syncs.contains(where: \.hasChanges)
        case .always: return true
        }
    }
}

extension PushReport {
    fileprivate var hasChanges: Bool {
        ![created, updated, deleted, imported ?? []].allSatisfy(\.isEmpty)
    }
}
