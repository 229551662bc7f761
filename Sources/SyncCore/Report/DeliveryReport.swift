// SPDX-License-Identifier: MIT

import JSON

/// What a delivery or a command did: the outcome, and a report for each sync where there was a push.
package struct DeliveryReport: Sendable, Equatable {
    /// The outcome; the worst of the syncs' outcomes.
    package var verdict: Verdict
    /// The pushes' reports; nil where there was none.
    package var syncs: [PushReport]?
    /// The outcome in a sentence.
    package var message: String

    /// A report without a push.
    package init(_ verdict: Verdict, _ message: String) {
        self.verdict = verdict
        self.message = message
    }

    /// The report of some pushes; there is at least one.
    package init(_ reports: [PushReport]) {
        verdict = reports.map(\.verdict).reduce(.ignored) { $0.worse($1) }
        syncs = reports
        message =
            reports.count == 1
            ? reports[0].message : reports.map { "\($0.sync): \($0.message)" }.joined(separator: "; ")
    }

    /// The report where the configuration is wrong: every problem in one sentence.
    package init(_ error: ConfigurationError) {
        self.init(.misconfigured, error.problems.map(\.description).joined(separator: "; "))
    }

    /// What every sender that is not known is told, whatever the reason.
    package static let unauthorized = DeliveryReport(.unauthorized, "the signature is not valid")

    /// The report as one line of JSON.
    package var json: [UInt8] { JSONValue.object(members).encoded }

    package var members: JSONMembers {
        var members: JSONMembers = ["status": .string(verdict.word), "message": .string(message)]
        members["syncs"] = syncs.map { .array($0.map(\.json)) }
        return members
    }
}
