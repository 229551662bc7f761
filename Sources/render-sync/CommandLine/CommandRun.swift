// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import Glibc
import SyncCore

/// One run of the program, as its arguments say.
struct CommandRun {
    private let arguments: [String]

    /// Options that every command takes may stand before its name.
    init(arguments: [String]) {
        var (rest, options) = (arguments[...], [String]())
        let names = ["--env-file", "--color", "--output", "-o"]
        while let first = rest.first {
            let count = names.contains(first) ? 2 : names.contains { first.hasPrefix("\($0)=") } ? 1 : 0
            guard count > 0, rest.count > count else { break }
            options += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        self.arguments = rest.prefix(1) + options + rest.dropFirst()
    }

    /// Does it, and gives the exit code. Usage errors exit 64, the sysexit; everything else is the commands' own.
    func exitCode() async -> Int32 {
        do {
            return try await run()
        } catch let failure as CommandFailure {
            return report(failure)
        } catch let error as ConfigurationError {
            return report(CommandFailure(error.problems))
        } catch let failure as CallFailure {
            return report(CommandFailure(failure.message, failure.verdict))
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return report(CommandFailure(messages: ["unexpected failure: \(type(of: error))"], exitCode: EX_SOFTWARE))
        }
    }

    private func run() async throws -> Int32 {
        if arguments == ["--version"] {
            try Output.write(VersionCommand.text)
            return 0
        }
        if arguments == LambdaArguments.usual {
            try await LambdaCommand.serve(Runtime())
            return 0
        }
        if let fault = CommandNames.fault(in: arguments) { throw fault }
        var command: any ParsableCommand
        do {
            command = try RenderSync.parseAsRoot(arguments)
        } catch {
            return try helpOrUsageError(error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ValidationError {
            throw CommandFailure.usage(error.message)
        } catch  where !(error is CommandFailure || error is ExitCode) && RenderSync.exitCode(for: error).isSuccess {
            // `help` is a command too.
            return try helpOrUsageError(error)
        }
        return 0
    }

    /// Help and the like, which are asked for by way of an error; else the usage error.
    private func helpOrUsageError(_ error: any Error) throws -> Int32 {
        if RenderSync.exitCode(for: error).isSuccess {
            // The titles of the groups say what the commands in them are for.
            let text = RenderSync.fullMessage(for: error).replacing(" SUBCOMMANDS:\n", with: ":\n")
            try Output.write(
                text == RenderSync.version ? VersionCommand.text : "\(text)\n\(furtherHelp(after: text))")
            return 0
        }
        throw CommandFailure.usage(unknownOption ?? Self.inOneVoice(RenderSync.message(for: error)))
    }

    /// What ArgumentParser does not know of a command.
    private func furtherHelp(after text: String) -> String {
        guard text.hasPrefix("OVERVIEW: "),
            let command = CommandNames.command(in: arguments) as? any CommandWithHelp.Type
        else { return "" }
        let columns = Terminal.columns(of: STDOUT_FILENO) ?? 80
        return (text.hasSuffix("\n") ? "" : "\n") + command.help.text(columns: columns)
    }

    /// An option that the command does not have, however its other arguments are wrong.
    private var unknownOption: String? {
        CommandNames.command(in: arguments).flatMap {
            KnownOptions(of: $0)?.fault(in: Array(arguments.dropFirst()))
        }
    }

    /// Everything else that the program says is in lower case and without a full stop.
    private static func inOneVoice(_ message: String) -> String {
        let text = (message.hasSuffix(".") ? String(message.dropLast()) : message)
            .replacing(". Please provide one of ", with: ": expected one of ")
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Says what went wrong, in the form that is asked for, and gives the exit code.
    func report(_ failure: CommandFailure) -> Int32 {
        // A shell that completes a command line would show it in the middle of that.
        if arguments.first == "---completion" { return failure.exitCode }
        for message in failure.messages { Output.error(message) }
        if let hint = failure.hint { Output.hint(hint) }
        if failure.exitCode == EX_USAGE { Output.usage(of: CommandNames.command(in: arguments) ?? RenderSync.self) }
        guard failure.exitCode != EX_IOERR, OutputFormat.isJSON(arguments) else { return failure.exitCode }
        do {
            try Output.write(failure.json + [0x0A])
        } catch {
            Output.error(error.messages[0])
            return error.exitCode
        }
        return failure.exitCode
    }
}
