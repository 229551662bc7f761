// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// A report as lines of text, aligned.
struct ReportText {
    private let report: PushReport
    private let style: TerminalStyle
    /// Stands for every value, whatever its length.
    private static let mask = "********"

    init(_ report: PushReport, style: TerminalStyle) {
        self.report = report
        self.style = style
    }

    /// A plan that is refused is shown before the refusal: what it is about stands above.
    var lines: [String] {
        let verdict = report.verdict
        let color: TerminalStyle.Color = verdict.exitCode == 0 ? .green : verdict.exitCode == 2 ? .yellow : .red
        let head = "\(report.sync): \(style(color, verdict.word))"
        let isRefusedPlan = verdict == .guarded && report.drift != nil
        return [isRefusedPlan ? head : "\(head): \(report.message)"] + rows + warnings
            + (isRefusedPlan ? ["  \(style(.red, "refused")): \(report.message)"] : []) + [costs]
    }

    private var rows: [String] {
        let overwritten = Set(report.overwritten ?? [])
        var rows: [(sign: String, key: Key, text: String)] = []
        rows += (report.imported ?? []).map {
            overwritten.contains($0)
                ? (style(.yellow, "<"), $0, "\(Self.mask) -> \(Self.mask)  overwritten in Infisical")
                : (style(.green, "<"), $0, "\(Self.mask)  imported into Infisical")
        }
        rows += report.created.map { (style(.green, "+"), $0, Self.mask) }
        rows += report.updated.map { (style(.yellow, "~"), $0, "\(Self.mask) -> \(Self.mask)") }
        rows += report.deleted.map { (style(.red, "-"), $0, Self.mask) }
        let kept = Set(report.kept)
        rows += report.skipped.map {
            kept.contains($0)
                ? (style(.yellow, "!"), $0, "empty in Infisical, keeps its old value at Render")
                : (".", $0, "empty, so absent at Render")
        }
        let names = rows.map { SafeText.clean($0.key.name) }
        let width = names.map(\.count).max() ?? 0
        return zip(rows, names).map { row, name in
            "  \(row.sign) \(name)\(String(repeating: " ", count: width - name.count))  \(row.text)"
        }
    }

    /// Empty values have rows of their own.
    private var warnings: [String] {
        report.warnings.filter { $0.kind != .empty }.map { "  \(style(.yellow, "warning")): \($0.message)" }
    }

    private var costs: String {
        let calls = report.calls
        return "  \(report.unchanged) unchanged, \(calls.total(.infisical)) Infisical and \(calls.total(.render)) "
            + "Render calls, \(report.durationMs) ms"
    }
}
