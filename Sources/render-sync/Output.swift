// SPDX-License-Identifier: MIT

import ArgumentParser
import FoundationEssentials
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

struct SyncSelection: ParsableArguments {
    @Argument(help: "The syncs, by the names in RENDER_SYNCS.")
    var names: [String] = []

    @Flag(help: "Every sync.")
    var all = false

    func validate() throws {
        if names.isEmpty != all { throw ValidationError("name at least one sync, or say --all") }
    }

    func syncs(_ configuration: Configuration) throws -> [SyncConfiguration] {
        if all { return configuration.syncs }
        return try names.map { name in
            guard let sync = configuration.syncs.first(where: { $0.name == name }) else {
                let known = configuration.syncs.map(\.name).joined(separator: ", ")
                throw ValidationError("no sync is named \(name); known: \(known)")
            }
            return sync
        }
    }
}

/// What commands print.
enum Output {
    static func print(_ answer: Answer, as form: OutputForm) {
        switch form {
        case .json: StandardStream().write(answer.json + [0x0A])
        case .text: (answer.syncs ?? []).forEach(printReport)
        }
    }

    /// One voice for errors: the program's name, the message, then what to do.
    static func error(_ message: String) {
        StandardStream(output: STDERR_FILENO).write(Array("render-sync: error: \(message)\n".utf8))
    }

    /// The valid configuration, or all problems and exit 78.
    static func configuration(_ loaded: ConfigurationLoader) throws -> Configuration {
        switch loaded.result {
        case .success(let configuration): return configuration
        case .failure(let error):
            for problem in error.problems { Output.error(problem.description) }
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
    }

    private static func printReport(_ report: PushReport) {
        let color = isatty(STDOUT_FILENO) == 1
        func paint(_ code: String, _ text: String) -> String { color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        var lines = [
            "\(report.sync): \(paint(report.verdict.exitCode == 0 ? "32" : "33", report.verdict.word)): \(report.message)"
        ]
        let width = (report.created + report.updated + report.deleted + report.skipped).map(\.name.count).max() ?? 0
        func row(_ sign: String, _ key: Key, _ value: String) {
            let pad = String(repeating: " ", count: width - key.name.count)
            lines.append("  \(sign) \(SafeText.clean(key.name))\(pad)  \(value)")
        }
        for key in report.created { row(paint("32", "+"), key, "********") }
        for key in report.updated { row(paint("33", "~"), key, "******** -> ********") }
        for key in report.deleted { row(paint("31", "-"), key, "********") }
        for key in report.skipped { row(".", key, "empty, so absent at Render") }
        let calls = report.calls
        lines.append(
            "  \(report.unchanged) unchanged, \(calls.total(.infisical)) Infisical and \(calls.total(.render)) Render calls, "
                + "\(report.durationMs) ms")
        StandardStream().write(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}
