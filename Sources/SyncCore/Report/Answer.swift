// SPDX-License-Identifier: MIT

/// What a front door sends back: the outcome, and a report for each sync where there was a push.
public struct Answer: Sendable, Equatable {
    /// The outcome; the worst of the syncs' outcomes.
    public var verdict: Verdict
    /// The pushes' reports; nil where there was none.
    public var syncs: [PushReport]?
    /// The outcome in a sentence.
    public var message: String

    /// An answer without a push.
    public init(_ verdict: Verdict, _ message: String) {
        self.verdict = verdict
        self.message = message
    }

    /// The answer of some pushes; there is at least one.
    public init(_ reports: [PushReport]) {
        verdict = Verdict.worst(of: reports.map(\.verdict)) ?? .ignored
        syncs = reports
        message =
            reports.count == 1
            ? reports[0].message : reports.map { "\($0.sync): \($0.message)" }.joined(separator: "; ")
    }

    /// The answer where the configuration is wrong: every problem in one sentence.
    public init(_ error: ConfigurationError) {
        self.init(.misconfigured, error.problems.map(\.description).joined(separator: "; "))
    }

    /// What every sender that is not known is told, whatever the reason.
    public static let unauthorized = Answer(.unauthorized, "the signature is not valid")

    /// The answer as one line of JSON.
    public var json: [UInt8] {
        var members: [String: JSONValue] = ["status": .string(verdict.word), "message": .string(message)]
        members["syncs"] = syncs.map { .array($0.map(\.json)) }
        return JSONValue.object(members).encoded
    }
}
