// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import Glibc
import NIOConcurrencyHelpers
import Notifications
import SyncCore

struct CheckCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, the credentials, both APIs and the webhooks; writes nothing.",
        discussion: """
            Looks at every sync. With names or --all it is meant for a schedule, beside sync --all: a missing webhook is \
            then a failure too (exit 69), and not only a disabled one.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync check", "look at everything once"),
            .init("render-sync check --all", "on the schedule that runs sync --all"),
        ],
        variables: .pushes + .deliveries, exits: .exits(0, 64, 65, 69, 74, 75, 78))

    @Argument(
        help: "The syncs to watch, by their names in RENDER_SYNCS.", completion: .custom(SyncNameCompletion.names))
    var names: [String] = []

    @Flag(help: "Watch every sync.")
    var all = false

    @Flag(help: "Also send a test message to RENDER_SYNC_NOTIFY_URL.")
    var notify = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if all, let name = names.first {
            throw ValidationError("pass names or --all, not both: \(SafeText.clean(name))")
        }
    }

    func run() async throws {
        let runtime = Runtime(common)
        runtime.endOnSignal()
        for name in names { _ = try runtime.sync(name) }
        let checkup = Checkup(
            runtime: runtime, names: names.isEmpty ? nil : names, isWatch: all || !names.isEmpty)
        let format = output.output
        let failure = NIOLockedValueBox<CommandFailure?>(nil)
        let show: @Sendable (CheckReport) -> Void = { part in
            guard format == .text else { return }
            do throws(CommandFailure) {
                try Output.write(Self.text(part))
            } catch {
                failure.withLockedValue { $0 = error }
            }
        }
        var report = await checkup.run(show)
        if notify, let test = await Self.sendTest(runtime) {
            show(test)
            report.append(test)
        }
        if let failure = failure.withLockedValue(\.self) { throw failure }
        if format == .json { try Output.write(report.json + [0x0A]) }
        throw ExitCode(report.verdict.exitCode)
    }

    /// Nil where what is set is wrong, which has a line of its own.
    private static func sendTest(_ runtime: Runtime) async -> CheckReport? {
        guard let notifier = runtime.notifier else {
            return runtime.loaded.isNotificationWrong
                ? nil : .fail(NotificationSettings.variable, NotificationMessages.missing, .misconfigured)
        }
        if let failure = await notifier.test() {
            return .fail("notification", NotificationMessages.notTaken(failure), failure.verdict)
        }
        return .pass("notification", "a test message was taken")
    }

    private static func text(_ report: CheckReport) -> String {
        let style = Terminal.style(of: STDOUT_FILENO)
        let columns = Terminal.columns(of: STDOUT_FILENO)
        return report.lines.flatMap { line in
            let color: TerminalStyle.Color =
                switch line.result {
                case .pass: .green
                case .warn: .yellow
                case .fail: .red
                }
            return WrappedText.lines(
                label: line.result.rawValue, color, "  \(line.check): \(line.message)", style: style, columns: columns
            ).map { "\($0)\n" }
        }.joined()
    }
}
