// SPDX-License-Identifier: MIT

import Basics
import Logging

/// A log line for people: a sentence, and what the line carries besides as words.
struct LogText {
    let level: Logger.Level
    let message: String
    let metadata: [(key: String, value: Logger.MetadataValue)]
    let style: TerminalStyle

    /// The line, or one for each sync of a delivery.
    var lines: [String] {
        sentences.map { "render-sync: \(coloredLevel): \(SafeText.oneLine($0))\n" }
    }

    private var coloredLevel: String {
        switch level {
        case .error, .critical: style(.red, level.rawValue)
        case .warning: style(.yellow, level.rawValue)
        case .trace, .debug, .info, .notice: level.rawValue
        }
    }

    private var sentences: [String] {
        guard let result = text("result"), text("exit") != nil else { return [message + Self.details(metadata)] }
        guard case .array(let syncs)? = value("syncs"), !syncs.isEmpty else {
            return ["\(result): \(message)\(event.map { " (\($0))" } ?? "")"]
        }
        let lines = syncs.compactMap { sync -> String? in
            guard case .dictionary(let sync) = sync else { return nil }
            return sentence(of: sync, isOnly: syncs.count == 1)
        }
        // What failed is told by the whole delivery's sentence alone.
        return syncs.count > 1 && level >= .warning ? lines + [message] : lines
    }

    // MARK: Deliveries

    /// `api synced: 1 created, 0 updated, 0 deleted (3 + 4 calls, 36 ms); ann@example.com (user) changed prod /: created A`
    private func sentence(of sync: Logger.Metadata, isOnly: Bool) -> String {
        func number(_ name: String) -> Int { sync[name].flatMap { Int(Self.text($0)) } ?? 0 }
        let written = "\(number("created")) created, \(number("updated")) updated, \(number("deleted")) deleted"
        var calls = ["Infisical": 0, "Render": 0]
        if case .dictionary(let endpoints)? = sync["calls"] {
            for (endpoint, count) in endpoints {
                calls[String(endpoint.prefix { $0 != " " }), default: 0] += Int(Self.text(count)) ?? 0
            }
        }
        let name = sync["sync"].map(Self.text) ?? ""
        let result = sync["result"].map(Self.text) ?? ""
        var sentence = "\(name) \(result): \(isOnly ? message : written)"
        if calls.values.contains(where: { $0 > 0 }) {
            sentence += " (\(calls["Infisical"] ?? 0) + \(calls["Render"] ?? 0) calls, \(number("ms")) ms)"
        }
        if let event { sentence += "; \(event)" }
        let keys = ["created", "updated", "deleted"].compactMap { kind in
            Self.keys(sync["\(kind)Keys"], of: number(kind)).map { "\(kind) \($0)" }
        }
        if !keys.isEmpty { sentence += ": \(keys.joined(separator: "; "))" }
        if case .array(let warnings)? = sync["warnings"] {
            for warning in warnings { sentence += "; warning: \(Self.text(warning))" }
        }
        return sentence
    }

    /// The names, and how many more there are than the line carries.
    private static func keys(_ value: Logger.MetadataValue?, of count: Int) -> String? {
        guard case .array(let names)? = value, !names.isEmpty else { return nil }
        let more = count > names.count ? " and \(count - names.count) more" : ""
        return names.map(text).joined(separator: ", ") + more
    }

    /// Who changed what.
    private var event: String? {
        guard let event = text("event") else { return nil }
        guard let environment = text("environment"), let path = text("path") else { return "event \(event)" }
        guard event == "secrets.modified" else { return "event \(event) of \(environment) \(path)" }
        guard let by = text("changedBy") else { return "\(environment) \(path) was changed" }
        return "\(by)\(text("changedByType").map { " (\($0))" } ?? "") changed \(environment) \(path)"
    }

    // MARK: Members

    private func value(_ name: String) -> Logger.MetadataValue? { metadata.first { $0.key == name }?.value }
    private func text(_ name: String) -> String? { value(name).map(Self.text) }

    /// ` (attempt 1, wait 321 ms)`
    private static func details(_ members: [(key: String, value: Logger.MetadataValue)]) -> String {
        guard !members.isEmpty else { return "" }
        let parts = members.map { member in
            let isTime = member.key.hasSuffix("_ms")
            let name = String(isTime ? member.key.dropLast(3) : member.key[...]).replacing("_", with: " ")
            return "\(name) \(text(member.value))\(isTime ? " ms" : "")"
        }
        return " (\(parts.joined(separator: ", ")))"
    }

    /// In the same order for each line, unlike Swift's dictionaries.
    private static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): values.map(text).joined(separator: ", ")
        case .dictionary(let values):
            values.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }.joined(separator: ", ")
        }
    }
}
