// SPDX-License-Identifier: MIT

import Basics
import Glibc
import Logging

/// Log lines on standard error: JSON, or text on a terminal.
struct StandardErrorLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    /// The colours of the text form; nil for JSON.
    let style: TerminalStyle?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    static func make(_ variables: [String: String]) -> Logger {
        let level = variables["RENDER_SYNC_LOG_LEVEL"].flatMap { Logger.Level(rawValue: $0.lowercased()) } ?? .info
        let isJSON = variables["RENDER_SYNC_LOG_FORMAT"].map { $0 == "json" } ?? (isatty(STDERR_FILENO) == 0)
        let style = isJSON ? nil : Terminal.style(of: STDERR_FILENO)
        return Logger(label: "render-sync") { _ in StandardErrorLogHandler(logLevel: level, style: style) }
    }

    func log(event: LogEvent) {
        var metadata = self.metadata
        if let more = event.metadata { metadata = metadata.isEmpty ? more : metadata.merging(more) { $1 } }
        let line = LogLine(event.level, event.message.description, metadata)
        StandardErrorWriter.shared.write(style.map(line.text) ?? line.json) { [style] count in
            let line = LogLine(.warning, Messages.droppedLogLines(count), [:])
            return style.map(line.text) ?? line.json
        }
    }
}
