// SPDX-License-Identifier: MIT

import Basics
import Logging

extension Logger {
    /// The one line of a delivery: how it ended, who changed what, and what was written.
    func logSummary(_ report: DeliveryReport, event: Event?, reason: String, duration: Duration) {
        var metadata: Metadata = [
            "result": "\(report.verdict.word)", "status": .stringConvertible(report.verdict.httpStatus),
            "exit": .stringConvertible(report.verdict.exitCode),
        ]
        metadata["ms"] = .stringConvertible(duration.milliseconds)
        if let event {
            metadata["event"] = "\(SafeText.clean(event.name))"
            metadata["changedBy"] = event.changedBy.map { "\(SafeText.clean($0))" }
            metadata["changedByType"] = event.changedByType.map { "\(SafeText.clean($0))" }
            metadata["environment"] = event.place.map { "\(SafeText.clean($0.environment))" }
            metadata["path"] = event.place.map { "\(SafeText.clean($0.path.description))" }
        }
        if let syncs = report.syncs { metadata["syncs"] = .array(syncs.map { .dictionary($0.metadata) }) }
        log(level: report.verdict.logLevel, "\(reason)", metadata: metadata)
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
