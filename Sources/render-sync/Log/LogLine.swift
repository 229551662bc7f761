// SPDX-License-Identifier: MIT

import Basics
import JSON
import Logging

/// A log line as bytes, its line break included.
struct LogLine {
    private let level: Logger.Level
    private let message: String
    private let metadata: [(key: String, value: Logger.MetadataValue)]

    init(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        self.level = level
        self.message = message
        self.metadata = metadata.sorted { $0.key < $1.key }
    }

    // MARK: JSON

    /// Written as it comes, without a tree of values before: a refused delivery costs little more than its line.
    var json: [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(512)
        line += #"{"time":""#.utf8
        line += TimeSource.system.now.rfc3339.utf8
        line += #"","level":""#.utf8
        line += level.rawValue.utf8
        line += #"","message":"#.utf8
        JSONValue.append(message, to: &line)
        for (name, value) in metadata {
            line.append(UInt8(ascii: ","))
            Self.append(name, value, to: &line)
        }
        line += "}\n".utf8
        return line
    }

    private static func append(_ name: String, _ value: Logger.MetadataValue, to line: inout [UInt8]) {
        JSONValue.append(name, to: &line)
        line.append(UInt8(ascii: ":"))
        append(value, to: &line)
    }

    /// Whole numbers stay numbers.
    private static func append(_ value: Logger.MetadataValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): JSONValue.append(text, to: &line)
        case .stringConvertible(let value):
            let text = value.description
            if Int64(text) != nil { line += text.utf8 } else { JSONValue.append(text, to: &line) }
        case .array(let values):
            line.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                append(value, to: &line)
            }
            line.append(UInt8(ascii: "]"))
        case .dictionary(let values):
            line.append(UInt8(ascii: "{"))
            for (index, member) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                append(member.key, member.value, to: &line)
            }
            line.append(UInt8(ascii: "}"))
        }
    }

    // MARK: Text

    func text(_ style: TerminalStyle) -> [UInt8] {
        let text = LogText(level: level, message: message, metadata: metadata, style: style)
        return Array(text.lines.joined().utf8)
    }
}
