// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Colours, where they are wanted.
struct TerminalStyle {
    let isOn: Bool

    enum Color: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func callAsFunction(_ color: Color, _ text: String) -> String {
        isOn ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}

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

    var lines: [String] {
        let verdict = report.verdict
        let color: TerminalStyle.Color = verdict.exitCode == 0 ? .green : verdict.exitCode == 2 ? .yellow : .red
        return ["\(report.sync): \(style(color, verdict.word)): \(report.message)"] + rows + [costs]
    }

    private var rows: [String] {
        var rows: [(sign: String, key: Key, text: String)] = []
        rows += (report.imported ?? []).map { (style(.green, "<"), $0, "\(Self.mask)  imported into Infisical") }
        rows += report.created.map { (style(.green, "+"), $0, Self.mask + changedLast($0)) }
        rows += report.updated.map { (style(.yellow, "~"), $0, "\(Self.mask) -> \(Self.mask)" + changedLast($0)) }
        rows += report.deleted.map { (style(.red, "-"), $0, Self.mask + changedLast($0)) }
        rows += report.skipped.map { (".", $0, "empty, so absent at Render") }
        let names = rows.map { SafeText.clean($0.key.name) }
        let width = names.map(\.count).max() ?? 0
        return zip(rows, names).map { row, name in
            "  \(row.sign) \(name)\(String(repeating: " ", count: width - name.count))  \(row.text)"
        }
    }

    /// In a plan, the side that changed last, where that is known.
    private func changedLast(_ key: Key) -> String {
        guard let row = report.drift?.first(where: { $0.key == key }), row.changedLast != nil else { return "" }
        return "  changed last in Infisical"
    }

    private var costs: String {
        let calls = report.calls
        return "  \(report.unchanged) unchanged, \(calls.total(.infisical)) Infisical and \(calls.total(.render)) "
            + "Render calls, \(report.durationMs) ms"
    }
}
