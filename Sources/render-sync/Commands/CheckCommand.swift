// SPDX-License-Identifier: MIT

import ArgumentParser
import FrontDoors
import Glibc
import SyncCore

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, the credentials and that both APIs can be reached; writes nothing.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let runtime = Runtime()
        runtime.observeSignals()
        let report = await Checkup(runtime: runtime).run()
        switch output.output {
        case .json: StandardStream().write(report.json + [0x0A])
        case .text: StandardStream().write(Array(Self.text(report).utf8))
        }
        throw ExitCode(report.verdict.exitCode)
    }

    private static func text(_ report: CheckReport) -> String {
        let style = TerminalStyle(isOn: isatty(STDOUT_FILENO) == 1)
        return report.lines.map { line in
            let color: TerminalStyle.Color =
                switch line.result {
                case .pass: .green
                case .warn: .yellow
                case .fail: .red
                }
            return "\(style(color, line.result.rawValue))  \(line.check): \(line.message)\n"
        }.joined()
    }
}
