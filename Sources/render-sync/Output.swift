// SPDX-License-Identifier: MIT

import ArgumentParser
import Configuration
import FrontDoors
import Glibc
import SyncCore

/// The form of a command's report.
enum OutputForm: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

struct OutputOptions: ParsableArguments {
    @Option(help: "The form of the report on standard output.")
    var output: OutputForm = .text
}

/// What commands print.
enum Output {
    static func print(_ answer: DeliveryReport, as form: OutputForm) {
        switch form {
        case .json: StandardStream().write(answer.json + [0x0A])
        case .text: (answer.syncs ?? []).forEach(printReport)
        }
    }

    /// One voice for errors: the program's name, the message, then what to do.
    static func error(_ message: String) {
        StandardStream(output: STDERR_FILENO).write(Array("render-sync: error: \(message)\n".utf8))
    }

    /// What to know, or to do next.
    static func note(_ message: String) {
        StandardStream(output: STDERR_FILENO).write(Array("render-sync: hint: \(message)\n".utf8))
    }

    /// The valid configuration, or all problems and exit 78.
    static func configuration(_ loaded: ConfigurationLoader, _ form: OutputForm = .text) throws
        -> ApplicationConfiguration
    {
        switch loaded.result {
        case .success(let configuration): return configuration
        case .failure(let error):
            for problem in error.problems { Output.error(problem.description) }
            if form == .json { print(DeliveryReport(error), as: .json) }
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
    }

    /// Ends a command that came to nothing: a line for each error, and the report where a program reads it.
    static func fail(_ report: DeliveryReport, _ errors: [String], _ form: OutputForm) throws -> Never {
        for error in errors { Output.error(error) }
        if form == .json { print(report, as: .json) }
        throw ExitCode(report.verdict.exitCode)
    }

    /// A report for people: a sentence, a row for each key, and the costs; coloured on a terminal.
    private static func printReport(_ report: PushReport) {
        let style = TerminalStyle(isOn: isatty(STDOUT_FILENO) == 1)
        let text = ReportText(report, style: style).lines.joined(separator: "\n")
        StandardStream().write(Array((text + "\n").utf8))
    }
}
