// SPDX-License-Identifier: MIT

import JSON

/// What `check` found: a line for each thing that must hold.
package struct CheckReport: Sendable, Equatable {
    /// Whether something holds.
    package enum Result: String, Sendable {
        case pass
        /// It holds, and the user should know about it.
        case warn
        case fail
    }

    /// One thing that must hold.
    package struct Line: Sendable, Equatable {
        /// Whether it holds.
        package var result: Result
        /// What was looked at: a variable, or a sync's side.
        package var check: String
        /// What was found; for a failure, what to do.
        package var message: String
    }

    /// The lines, in the order in which they were looked at.
    package private(set) var lines: [Line] = []
    /// `inSync` when nothing failed, or the worst of what did.
    package private(set) var verdict = Verdict.inSync

    package init() {}

    /// Adds what holds.
    package mutating func pass(_ check: String, _ message: String) {
        lines.append(Line(result: .pass, check: check, message: message))
    }

    /// Adds what the user should know.
    package mutating func warn(_ check: String, _ message: String) {
        lines.append(Line(result: .warn, check: check, message: message))
    }

    /// Adds what does not hold, with the verdict that it leads to.
    package mutating func fail(_ check: String, _ message: String, _ verdict: Verdict) {
        lines.append(Line(result: .fail, check: check, message: message))
        self.verdict = self.verdict.worse(verdict)
    }

    /// Adds another report's lines.
    package mutating func append(_ other: CheckReport) {
        lines += other.lines
        verdict = verdict.worse(other.verdict)
    }

    /// The report as one line of JSON.
    package var json: [UInt8] {
        let failures = lines.filter { $0.result == .fail }.count
        return JSONValue.object([
            "status": .string(failures == 0 ? "pass" : "fail"), "checks": .array(lines.map(\.json)),
            "message": .string("\(lines.count) checked, \(failures) failed"),
        ]).encoded
    }
}

extension CheckReport.Line {
    fileprivate var json: JSONValue {
        .object(["result": .string(result.rawValue), "check": .string(check), "message": .string(message)])
    }
}
