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

extension PushReport: Encodable {
    private enum Member: String, CodingKey {
        case sync, status, imported, drift, created, updated, deleted, skipped, unchanged, rounds, calls, deploys,
            durationMs, message
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(sync, forKey: .sync)
        try members.encode(verdict.word, forKey: .status)
        try members.encodeIfPresent(imported, forKey: .imported)
        try members.encodeIfPresent(drift, forKey: .drift)
        try members.encode(created, forKey: .created)
        try members.encode(updated, forKey: .updated)
        try members.encode(deleted, forKey: .deleted)
        try members.encode(skipped, forKey: .skipped)
        try members.encode(unchanged, forKey: .unchanged)
        try members.encode(rounds, forKey: .rounds)
        try members.encode(calls, forKey: .calls)
        try members.encode(deploys, forKey: .deploys)
        try members.encode(durationMs, forKey: .durationMs)
        try members.encode(message, forKey: .message)
    }
}
