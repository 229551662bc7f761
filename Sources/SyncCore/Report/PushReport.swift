// SPDX-License-Identifier: MIT

import Basics
import JSON

/// What a push did, without any value.
package struct PushReport: Sendable, Equatable {
    /// The sync's name.
    package var sync: String
    /// How it ended.
    package var verdict: Verdict
    /// Keys that were written and had not been there.
    package var created: [Key] = []
    /// Keys that were written over.
    package var updated: [Key] = []
    /// Keys that were deleted.
    package var deleted: [Key] = []
    /// Secrets that were imported into Infisical; nil where nothing was to be imported.
    package var imported: [Key]?
    /// Secrets of those whose value in Infisical was overwritten.
    package var overwritten: [Key]?
    /// Whether the keys are those that a plan would create, update and delete.
    package var showsPlan = false
    /// Keys left out because their value is empty.
    package var skipped: [Key] = []
    /// Keys that were to be written and surely were not.
    package var unwritten: [Key] = []
    /// Keys that may have been written: the answer was lost.
    package var unconfirmed: [Key] = []
    /// Keys of those whose old value stays at Render, as nothing is deleted there.
    package var kept: [Key] = []
    /// Every key that a guard's refusal is about.
    package var refused: [Key] = []
    /// What somebody should know of the values.
    package var warnings: [PlanWarning] = []
    /// What could not be made sure of.
    package var doubts: [SourceDoubt] = []
    /// How many keys needed nothing.
    package var unchanged = 0
    /// How many plans were applied.
    package var rounds = 0
    /// API calls by service and endpoint, every attempt counted.
    package var calls = CallCounts()
    /// What became of each service that was to be redeployed.
    package var deploys: [ServiceDeploy] = []
    /// Whether something was written that is not whole, so that no service was restarted with it.
    package var isRedeployDue = false
    /// How long it took, in milliseconds.
    package var durationMs: Int64 = 0
    /// How the writing ended; nil where there was none.
    package var outcome: PushOutcome?
    /// The command that it is the report of.
    package var command = Command.sync
    /// Whether it says what would be done.
    package var isPreview = false
    /// What else is said of it, a sentence each: all there is of a plan, an import or a push that was not made.
    package var notes: [String] = []
    /// The variable that is to be true after a first push.
    package var variableToSet: String?

    package init(sync: String, verdict: Verdict, _ notes: String...) {
        self.sync = sync
        self.verdict = verdict
        self.notes = notes
    }
}

extension PushReport {
    /// Does the work that it is the report of, and notes the time and the calls that it took.
    mutating func measure(_ time: TimeSource, _ counter: CallCounter, _ work: (inout PushReport) async -> Void) async {
        let start = time.uptime()
        await work(&self)
        calls = counter.current
        durationMs = (time.uptime() - start).milliseconds
    }

    /// Whether a service does not run with what was written, and no deploy is under way.
    package var lacksDeploy: Bool {
        deploys.contains {
            switch $0.status {
            case .failed, .refused: true
            default: false
            }
        }
    }

    /// A sync's part of the answer.
    var json: JSONValue {
        var members: JSONMembers = [
            "sync": .string(sync), "status": .string(verdict.word), "created": created.json, "updated": updated.json,
            "deleted": deleted.json, "skipped": skipped.json, "unwritten": unwritten.json,
            "unconfirmed": unconfirmed.json, "unchanged": .whole(Int64(unchanged)),
            "rounds": .whole(Int64(rounds)), "calls": calls.json, "deploys": .array(deploys.map(\.json)),
            "durationMs": .whole(durationMs), "message": .string(message),
            "warnings": .array((warnings.map(\.message) + doubts.map(\.message)).map { .string($0) }),
        ]
        if !kept.isEmpty { members["kept"] = kept.json }
        if !refused.isEmpty { members["refused"] = refused.json }
        members["imported"] = imported?.json
        members["overwritten"] = overwritten?.json
        if showsPlan { members["drift"] = drift }
        return .object(members)
    }
}

extension PushReport {
    /// What a plan would do, by key.
    private var drift: JSONValue {
        let rows = created.map { ($0, "create") } + updated.map { ($0, "update") } + deleted.map { ($0, "delete") }
        return .array(
            rows.sorted { $0.0 < $1.0 }.map { .object(["key": .string($0.name), "change": .string($1)]) })
    }
}

extension CallCounts {
    /// The calls of each service.
    var json: JSONValue {
        .object(["infisical": .whole(Int64(total(.infisical))), "render": .whole(Int64(total(.render)))])
    }
}

/// What a push could not make sure of about the source, though nothing is known to be wrong.
package enum SourceDoubt: Sendable, Equatable {
    /// Nothing in the list changed near the time of the delivery, and nothing differs from the destination.
    case nothingFound
    /// Whether the source changed while the push went on is not known.
    case noLastLook(String)
}
