// SPDX-License-Identifier: MIT

import FoundationEssentials
import Glibc
import Logging
import SyncCore

/// Log lines on standard error: JSON, or text on a terminal.
struct StandardErrorLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let isJSON: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    static func make(_ variables: [String: String]) -> Logger {
        let level = variables["RENDER_SYNC_LOG_LEVEL"].flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info
        let isJSON = variables["RENDER_SYNC_LOG_FORMAT"].map { $0 == "json" } ?? (isatty(STDERR_FILENO) == 0)
        return Logger(label: "render-sync") { _ in StandardErrorLog(logLevel: level, isJSON: isJSON) }
    }

    func log(event: LogEvent) {
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        let line = isJSON ? json(event, metadata) : text(event, metadata)
        // One write a line: lines of parallel pushes do not mix.
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        var members = metadata.mapValues(LogValue.init)
        members["time"] = .text(Self.time(Timekeeper.system.unixMilliseconds()))
        members["level"] = .text(event.level.rawValue)
        members["message"] = .text(event.message.description)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// A moment as RFC 3339 writes it, in UTC. By the C library: Foundation's formatter sets up a calendar first, which
    /// takes longer than to verify a delivery.
    private static func time(_ unixMilliseconds: Int64) -> String {
        var (seconds, parts) = (time_t(unixMilliseconds / 1000), tm())
        gmtime_r(&seconds, &parts)
        let text = String(unsafeUninitializedCapacity: 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%S", &parts) }
        }
        return "\(text).\(String(1000 + unixMilliseconds % 1000).dropFirst())Z"
    }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        let members = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return "render-sync: \(event.level.rawValue): \(event.message)" + (members.isEmpty ? "" : "  \(members)")
    }
}

/// A log member as JSON: whole numbers stay numbers.
private enum LogValue: Encodable {
    case text(String)
    case whole(Int64)
    case list([LogValue])
    case members([String: LogValue])

    init(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .stringConvertible(let value):
            self = Int64("\(value)").map { .whole($0) } ?? .text("\(value)")
        case .array(let values): self = .list(values.map(LogValue.init))
        case .dictionary(let values): self = .members(values.mapValues(LogValue.init))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .whole(let number): try container.encode(number)
        case .list(let values): try container.encode(values)
        case .members(let values): try container.encode(values)
        }
    }
}
