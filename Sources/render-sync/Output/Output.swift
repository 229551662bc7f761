// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Glibc
import SyncCore

/// What commands print: reports on standard output, everything else on standard error.
enum Output {
    /// Writes to standard output.
    static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        StandardErrorWriter.shared.clearProgress()
        if let failure = StandardStream().write(bytes) { throw .unwritten(failure) }
    }

    static func write(_ text: String) throws(CommandFailure) { try write(Array(text.utf8)) }

    static func print(_ report: DeliveryReport, as format: OutputFormat) throws(CommandFailure) {
        switch format {
        case .json: try write(report.json + [0x0A])
        case .text:
            let style = Terminal.style(of: STDOUT_FILENO)
            let columns = Terminal.columns(of: STDOUT_FILENO)
            let lines = (report.syncs ?? []).flatMap { ReportText($0, style: style, columns: columns).lines }
            try write(lines.map { "\($0)\n" }.joined())
        }
    }

    /// One voice for errors: the program's name, the message, then what to do.
    static func error(_ message: String) {
        say("render-sync: error: \(message)")
    }

    /// What to know, or to do next.
    static func hint(_ message: String) {
        say("render-sync: hint: \(message)")
    }

    /// What the program is doing, for somebody who waits at a terminal.
    static func progress(_ message: String) {
        say("render-sync: \(message)")
    }

    /// A line on standard error, or more where a terminal is too narrow for it.
    static func say(_ line: String) {
        let lines = WrappedText.lines(line, columns: Terminal.columns(of: STDERR_FILENO))
        StandardErrorWriter.shared.write(Array(lines.map { "\($0)\n" }.joined().utf8))
    }

    /// How a command is called.
    static func usage(of command: any ParsableCommand.Type) {
        let name = ["render-sync", command.configuration.commandName].compactMap { $0 }.filter { $0 != "render-sync" }
        let usage = RenderSync.usageString(for: command)
        let help = (["render-sync"] + name + ["--help"]).joined(separator: " ")
        say("Usage: \(usage)")
        say("  See '\(help)' for more.")
    }
}
