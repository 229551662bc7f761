// SPDX-License-Identifier: MIT

import Basics
import Logging

/// The log of one delivery: one line with an id of its own.
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

    /// Logs how the delivery ended, who changed what, and what was written. `reason` is what the log says: it may know
    /// more than the sender is told.
    package func summarize(_ report: DeliveryReport, event: Event?, reason: String) {
        let level = report.verdict.logLevel
        // A flood of refusals costs no more than it must: nothing is prepared for a line that is not wanted.
        guard logger.logLevel <= level else { return }
        let id = UInt32(time.random() * Double(UInt32.max))
        var metadata: Logger.Metadata = [
            "delivery": .string(String(id, radix: 36)), "result": .string(report.verdict.word),
            "status": .stringConvertible(report.verdict.httpStatus),
            "exit": .stringConvertible(report.verdict.exitCode),
            "ms": .stringConvertible((time.uptime() - start).milliseconds),
        ]
        if let event {
            metadata["event"] = .string(SafeText.clean(event.name))
            metadata["changedBy"] = event.changedBy.map { .string(SafeText.clean($0)) }
            metadata["changedByType"] = event.changedByType.map { .string(SafeText.clean($0)) }
            metadata["environment"] = event.place.map { .string(SafeText.clean($0.environment)) }
            metadata["path"] = event.place.map { .string(SafeText.clean($0.path.description)) }
        }
        if let syncs = report.syncs { metadata["syncs"] = .array(syncs.map { .dictionary($0.metadata) }) }
        logger.log(level: level, "\(reason)", metadata: metadata)
    }
}

extension Verdict {
    /// How loud its line is.
    var logLevel: Logger.Level {
        switch self {
        case .synced, .unchanged, .stillDrifted, .imported, .inSync, .drifted, .test, .ignored, .running: .info
        case .pendingApproval, .unauthorized, .malformed, .notFound, .methodNotAllowed, .tooLarge, .tooSlow: .warning
        case .guarded, .failed, .gaveUp, .misconfigured: .error
        }
    }
}

extension PushReport {
    /// The most keys of a kind that a log line names; the report itself names them all.
    private static let loggedKeys = 20

    /// Counts and keys for the log; never a value.
    fileprivate var metadata: Logger.Metadata {
        var calls: Logger.Metadata = [:]
        for (service, endpoints) in self.calls.endpoints {
            for (endpoint, count) in endpoints { calls["\(service.rawValue) \(endpoint)"] = .stringConvertible(count) }
        }
        var metadata: Logger.Metadata = [
            "sync": "\(sync)", "result": "\(verdict.word)", "created": .stringConvertible(created.count),
            "updated": .stringConvertible(updated.count), "deleted": .stringConvertible(deleted.count),
            "skipped": .stringConvertible(skipped.count), "unchanged": .stringConvertible(unchanged),
            "rounds": .stringConvertible(rounds), "calls": .dictionary(calls),
            "deploys": .stringConvertible(deploys.count), "ms": .stringConvertible(durationMs),
        ]
        for (kind, keys) in [("createdKeys", created), ("updatedKeys", updated), ("deletedKeys", deleted)]
        where !keys.isEmpty {
            let names = keys.prefix(Self.loggedKeys).map { Logger.MetadataValue.string(SafeText.clean($0.name)) }
            metadata[kind] = .array(names)
        }
        if !warnings.isEmpty { metadata["warnings"] = .array(warnings.map { "\($0.message)" }) }
        return metadata
    }
}
