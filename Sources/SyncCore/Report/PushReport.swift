// SPDX-License-Identifier: MIT

/// What a push did, without any value.
public struct PushReport: Sendable, Equatable {
    /// The sync's name.
    public var sync: String
    /// How it ended.
    public var verdict: Verdict
    /// Keys that were written and had not been there.
    public var created: [Key] = []
    /// Keys that were written over.
    public var updated: [Key] = []
    /// Keys that were deleted.
    public var deleted: [Key] = []
    /// Secrets that were imported into Infisical; nil where nothing was to be imported.
    public var imported: [Key]?
    /// What a plan would change; nil after a push.
    public var drift: [DriftRow]?
    /// Keys left out because their value is empty.
    public var skipped: [Key] = []
    /// How many keys needed nothing.
    public var unchanged = 0
    /// How many plans were applied.
    public var rounds = 0
    /// API calls by service and endpoint, every attempt counted.
    public var calls = CallCounts()
    /// The deploys that were started.
    public var deploys: [String] = []
    /// How long it took, in milliseconds.
    public var durationMs: Int64 = 0
    /// The outcome in a sentence.
    public var message = ""

    /// An empty report.
    public init(sync: String, verdict: Verdict) {
        self.sync = sync
        self.verdict = verdict
    }
}

extension PushReport {
    /// A sync's part of the answer.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "sync": .string(sync), "status": .string(verdict.word), "created": created.json, "updated": updated.json,
            "deleted": deleted.json, "skipped": skipped.json, "unchanged": .whole(Int64(unchanged)),
            "rounds": .whole(Int64(rounds)), "calls": calls.json, "deploys": .array(deploys.map { .string($0) }),
            "durationMs": .whole(durationMs), "message": .string(message),
        ]
        members["imported"] = imported?.json
        members["drift"] = drift.map { .array($0.map(\.json)) }
        return .object(members)
    }
}
