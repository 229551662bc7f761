// SPDX-License-Identifier: MIT

import Logging
import NIOConcurrencyHelpers

/// Keeps log lines for a test to look at.
package final class LogCollector: Sendable {
    private let kept = NIOLockedValueBox<[String]>([])

    package var lines: [String] { kept.withLockedValue { $0 } }

    package init() {}

    package var logger: Logger {
        Logger(label: "test") { _ in Handler(collector: self) }
    }

    private struct Handler: LogHandler {
        let collector: LogCollector
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let text = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            collector.kept.withLockedValue { $0.append("\(event.level) \(event.message) [\(text)]") }
        }
    }
}
