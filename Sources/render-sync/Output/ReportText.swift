// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// A report as lines of text, aligned: one fact a line, the next command last.
struct ReportText {
    private let report: PushReport
    private let style: TerminalStyle
    private let columns: Int?
    /// Stands for every value, whatever its length.
    private static let mask = "********"

    /// With `columns`, what is longer goes on in the next line.
    init(_ report: PushReport, style: TerminalStyle, columns: Int? = nil) {
        self.report = report
        self.style = style
        self.columns = columns
    }

    /// A plan that is refused is shown before the refusal: what it is about stands above.
    var lines: [String] {
        let verdict = report.verdict
        let isRefusedPlan = verdict == .guarded && report.showsPlan
        var lines = labelled(
            verdict.word, color, isRefusedPlan ? "" : ": \(report.headline)", after: "\(SafeText.clean(report.sync)): ")
        lines += rows + warnings
        if isRefusedPlan {
            let refusal = ([report.headline] + report.facts).joined(separator: "; ")
            lines += labelled("refused", .red, ": \(refusal)", indent: 2)
        } else {
            lines += report.facts.flatMap { WrappedText.lines($0, columns: columns, indent: 2) }
        }
        lines += costs
        if let next = report.next { lines.append("  next: \(next)") }
        return lines
    }

    // MARK: Form

    private var color: TerminalStyle.Color {
        switch report.verdict.exitCode {
        case 0: .green
        case 2: .yellow
        default: .red
        }
    }

    private func labelled(
        _ label: String, _ color: TerminalStyle.Color, _ rest: String, after before: String = "", indent: Int = 0
    ) -> [String] {
        WrappedText.lines(before, label: label, color, rest, style: style, columns: columns, indent: indent)
    }

    // MARK: Parts

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
                : (".", $0, "skipped: Render cannot hold an empty value")
        }
        let names = rows.map { SafeText.clean($0.key.name) }
        let width = names.map(\.count).max() ?? 0
        return zip(rows, names).map { row, name in
            "  \(row.sign) \(name)\(String(repeating: " ", count: width - name.count))  \(row.text)"
        }
    }

    /// Empty values have rows of their own.
    private var warnings: [String] {
        report.warnings.filter { $0.kind != .empty }.flatMap {
            labelled("warning", .yellow, ": \($0.message)", indent: 2)
        }
    }

    /// How many keys needed nothing, where that is known, and what it took.
    private var costs: [String] {
        let isKnown = report.outcome == .settled || report.showsPlan
        let unchanged = isKnown ? ["\(report.unchanged) unchanged"] : []
        let calls = report.calls
        let (infisical, render) = (calls.total(.infisical), calls.total(.render))
        guard infisical + render > 0 || isKnown else { return [] }
        let parts =
            unchanged + [
                "\(infisical) \(infisical == 1 ? "call" : "calls") to Infisical", "\(render) to Render",
                "\(report.durationMs) ms",
            ]
        return ["  \(parts.joined(separator: ", "))"]
    }
}
