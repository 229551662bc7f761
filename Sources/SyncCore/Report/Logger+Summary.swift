// SPDX-License-Identifier: MIT

import Basics
import Logging

extension Logger {
    /// The one line of a delivery, and one of each of its syncs where there are several.
    package func logSummary(_ answer: DeliveryReport, event: String?, reason: String, duration: Duration?) {
        var metadata: Metadata = [
            "result": "\(answer.verdict.word)", "status": .stringConvertible(answer.verdict.httpStatus),
            "exit": .stringConvertible(answer.verdict.exitCode),
        ]
        if let event { metadata["event"] = "\(SafeText.clean(event))" }
        if let duration { metadata["ms"] = .stringConvertible(duration.milliseconds) }
        if let syncs = answer.syncs { metadata["syncs"] = .array(syncs.map { .dictionary($0.metadata) }) }
        log(level: answer.verdict.logLevel, "\(reason)", metadata: metadata)
    }
}

extension Verdict {
    /// How loud its line is.
    var logLevel: Logger.Level {
        switch self {
        case .synced, .unchanged, .imported, .inSync, .drifted, .test, .ignored, .running: .info
        case .pendingApproval, .unauthorized, .malformed, .notFound, .methodNotAllowed, .tooLarge, .tooSlow: .warning
        case .guarded, .failed, .gaveUp, .misconfigured: .error
        }
    }
}

extension PushReport {
    /// Counts and keys for the log; never a value.
    fileprivate var metadata: Logger.Metadata {
        var calls: Logger.Metadata = [:]
        for (service, endpoints) in self.calls.endpoints {
            for (endpoint, count) in endpoints { calls["\(service.rawValue) \(endpoint)"] = .stringConvertible(count) }
        }
        return [
            "sync": "\(sync)", "result": "\(verdict.word)", "created": .stringConvertible(created.count),
            "updated": .stringConvertible(updated.count), "deleted": .stringConvertible(deleted.count),
            "skipped": .stringConvertible(skipped.count), "unchanged": .stringConvertible(unchanged),
            "rounds": .stringConvertible(rounds), "calls": .dictionary(calls),
            "deploys": .stringConvertible(deploys.count), "ms": .stringConvertible(durationMs),
        ]
    }
}
