// SPDX-License-Identifier: MIT

public import Logging

/// The way of a delivery: verified event -> matching syncs -> push -> answer. One handler for every front door.
public struct DeliveryHandler: Sendable {
    private let verifier: DeliveryVerifier
    private let configuration: Result<Configuration, ConfigurationError>
    private let coordinator: PushCoordinator
    private let timekeeper: Timekeeper
    private let respondWithin: Duration?
    private let log: Logger

    /// Takes the loaded configuration and what pushes. With `respondWithin`, a push that takes longer is answered for
    /// while it runs on.
    public init(
        _ loaded: ConfigurationLoader, coordinator: PushCoordinator, timekeeper: Timekeeper, respondWithin: Duration?,
        log: Logger
    ) {
        verifier = DeliveryVerifier(
            keys: loaded.signingKeys, tolerance: loaded.limits.signatureTolerance,
            unixMilliseconds: timekeeper.unixMilliseconds)
        configuration = loaded.result
        self.coordinator = coordinator
        self.timekeeper = timekeeper
        self.respondWithin = respondWithin
        self.log = log
    }

    /// Handles one delivery to its answer. Logs one line for it.
    public func handle(_ delivery: Delivery) async -> Answer {
        await reply(to: delivery).value()
    }

    /// The same, at once where there is nothing to push.
    ///
    /// `handle` starts no thread for a delivery that it refuses, and `serve` no task.
    public func reply(to delivery: Delivery) -> Reply<Answer> {
        let start = timekeeper.uptime()
        let event: Event
        do throws(DeliveryRefusal) {
            event = try verifier.verify(delivery)
        } catch {
            let answer = error.isUnauthorized ? .unauthorized : Answer(.malformed, error.reason)
            // A flood of these costs no more than it must: no line that nobody wants is made ready.
            if log.logLevel <= answer.verdict.logLevel {
                identifiedLog()
                    .logSummary(answer, event: nil, reason: error.reason, duration: timekeeper.uptime() - start)
            }
            return .ready(answer)
        }
        let log = identifiedLog()
        return respond(to: event, onlySync: delivery.onlySync, log).map { answer in
            log.logSummary(answer, event: event.name, reason: answer.message, duration: timekeeper.uptime() - start)
            return answer
        }
    }

    private func respond(to event: Event, onlySync: String?, _ log: Logger) -> Reply<Answer> {
        let configuration: Configuration
        switch self.configuration {
        case .success(let valid): configuration = valid
        case .failure(let error):
            return .ready(Answer(error))
        }
        if let onlySync, !configuration.syncs.contains(where: { $0.name == onlySync }) {
            return .ready(Answer(.notFound, "no sync has the name that the address ends with"))
        }
        let matcher = SyncMatcher(configuration.syncs)
        switch event.kind {
        case .other(let name):
            return .ready(Answer(.ignored, "event \(SafeText.clean(name)) changes no secrets"))
        case .test(let place):
            let match = place.map { matcher.match($0, signers: event.signers, only: onlySync) }
            return .ready(Self.answerToTest(match ?? .none("the event names no folder")))
        case .secretsModified(let place):
            switch matcher.match(place, signers: event.signers, only: onlySync) {
            case .none(let reason): return .ready(Answer(.ignored, reason))
            case .syncs(let names):
                coordinator.expectPush()
                let syncs = configuration.syncs.filter { names.contains($0.name) }
                return .pending { await push(syncs, log) }
            }
        }
    }

    private static func answerToTest(_ match: SyncMatcher.Match) -> Answer {
        switch match {
        case .none(let reason):
            return Answer(.test, "the signature is valid; \(reason)")
        case .syncs(let names):
            var answer = Answer(
                .test, "the signature is valid; a change here would push \(names.joined(separator: ", "))")
            answer.syncs = names.map { name in
                var report = PushReport(sync: name, verdict: .test)
                report.message = "would be pushed"
                return report
            }
            return answer
        }
    }

    // MARK: Pushing

    private func push(_ syncs: [SyncConfiguration], _ log: Logger) async -> Answer {
        var tasks: [(sync: SyncConfiguration, task: Task<PushReport, Never>)] = []
        for sync in syncs { tasks.append((sync, await coordinator.push(sync))) }
        let pushes = tasks
        guard let respondWithin else { return Answer(await Self.reports(pushes)) }
        let answer = await Race.result(
            of: { Answer(await Self.reports(pushes)) }, within: respondWithin, sleep: timekeeper.sleep)
        if let answer { return answer }
        // The push goes on; what it did is in the log.
        let log = log
        await coordinator.afterwards {
            let late = Answer(await Self.reports(pushes))
            log.logSummary(late, event: nil, reason: "after the answer: \(late.message)", duration: nil)
        }
        return Answer(running: syncs.map(\.name))
    }

    private static func reports(
        _ pushes: [(sync: SyncConfiguration, task: Task<PushReport, Never>)]
    ) async -> [PushReport] {
        var reports: [PushReport] = []
        for push in pushes { reports.append(await push.task.value) }
        return reports
    }

    /// The log with a delivery's own id, by which its lines are found.
    private func identifiedLog() -> Logger {
        var log = log
        log[metadataKey: "delivery"] = "\(String(UInt32(timekeeper.jitter() * Double(UInt32.max)), radix: 36))"
        return log
    }
}

extension Answer {
    /// The answer for pushes that run on.
    init(running names: [String]) {
        self.init(.running, "still running: the outcome will be in the log")
        syncs = names.map { name in
            var report = PushReport(sync: name, verdict: .running)
            report.message = "still running"
            return report
        }
    }
}
