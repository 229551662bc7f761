// SPDX-License-Identifier: MIT

import FoundationEssentials

/// What `check` found: a line for each thing that must hold.
public struct CheckReport: Sendable, Equatable {
    /// Whether something holds.
    public enum Result: String, Sendable, Encodable {
        case pass
        /// It holds, and the user should know about it.
        case warn
        case fail
    }

    /// One thing that must hold.
    public struct Line: Sendable, Equatable, Encodable {
        /// Whether it holds.
        public var result: Result
        /// What was looked at: a variable, or a sync's side.
        public var check: String
        /// What was found; for a failure, what to do.
        public var message: String
    }

    /// The lines, in the order in which they were looked at.
    public private(set) var lines: [Line] = []
    /// `inSync` when nothing failed, or the worst of what did.
    public private(set) var verdict = Verdict.inSync

    /// Nothing looked at yet.
    public init() {}

    /// Adds what holds.
    public mutating func pass(_ check: String, _ message: String) {
        lines.append(Line(result: .pass, check: check, message: message))
    }

    /// Adds what the user should know.
    public mutating func warn(_ check: String, _ message: String) {
        lines.append(Line(result: .warn, check: check, message: message))
    }

    /// Adds what does not hold, with the verdict that it leads to.
    public mutating func fail(_ check: String, _ message: String, _ verdict: Verdict) {
        lines.append(Line(result: .fail, check: check, message: message))
        self.verdict = Verdict.worst(of: [self.verdict, verdict]) ?? verdict
    }

    /// Adds another report's lines.
    public mutating func append(_ other: CheckReport) {
        lines += other.lines
        verdict = Verdict.worst(of: [verdict, other.verdict]) ?? verdict
    }

    /// The report as one line of JSON.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain text: its encoding cannot fail.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}

extension CheckReport: Encodable {
    private enum Member: String, CodingKey {
        case status, checks, message
    }

    public func encode(to encoder: any Encoder) throws {
        let failures = lines.filter { $0.result == .fail }.count
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(failures == 0 ? "pass" : "fail", forKey: .status)
        try members.encode(lines, forKey: .checks)
        try members.encode("\(lines.count) checked, \(failures) failed", forKey: .message)
    }
}
