// SPDX-License-Identifier: MIT

import Basics
import Glibc
import JSON
import Logging

/// Log lines on standard error: JSON, or text on a terminal.
struct StandardErrorLogHandler: LogHandler {
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
        return Logger(label: "render-sync") { _ in StandardErrorLogHandler(logLevel: level, isJSON: isJSON) }
    }

    func log(event: LogEvent) {
        let metadata = self.metadata.merging(event.metadata ?? [:]) { $1 }
        // One write a line: lines of parallel pushes do not mix.
        let bytes = (isJSON ? json(event, metadata) : text(event, metadata)) + [0x0A]
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> [UInt8] {
        var members = metadata.mapValues(JSONValue.init)
        members["time"] = .string(Self.time(TimeSource.system.unixMilliseconds()))
        members["level"] = .string(event.level.rawValue)
        members["message"] = .string(event.message.description)
        return JSONValue.object(members).encoded
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

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata) -> [UInt8] {
        let members = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let line = "render-sync: \(event.level.rawValue): \(event.message)" + (members.isEmpty ? "" : "  \(members)")
        return Array(line.utf8)
    }
}

extension JSONValue {
    /// A log member; whole numbers stay numbers.
    fileprivate init(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self = .string(text)
        case .stringConvertible(let value): self = Int64("\(value)").map { .whole($0) } ?? .string("\(value)")
        case .array(let values): self = .array(values.map(JSONValue.init))
        case .dictionary(let values): self = .object(values.mapValues(JSONValue.init))
        }
    }
}
