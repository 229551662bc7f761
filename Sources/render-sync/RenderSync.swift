// SPDX-License-Identifier: MIT

import ArgumentParser
import CProcess
import Glibc

@main
struct RenderSync: AsyncParsableCommand {
    static let version = "0.2.0"

    static let configuration = CommandConfiguration(
        commandName: "render-sync",
        abstract: "Makes Render hold what Infisical says, whenever a secret changes.",
        discussion: """
            Configured by environment variables, which --env-file reads from a file too; README.md has all of them. To \
            begin, set the credentials and run: render-sync setup
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "First use",
                subcommands: [
                    SetupCommand.self, ListCommand.self, CheckCommand.self, InitCommand.self, FromInfisicalCommand.self,
                ]),
            CommandGroup(
                name: "Pushing",
                subcommands: [SyncCommand.self, PlanCommand.self, ImportCommand.self, RemoveCommand.self]),
            CommandGroup(
                name: "Front doors", subcommands: [HandleCommand.self, ServeCommand.self, LambdaCommand.self]),
            CommandGroup(
                name: "Tools",
                subcommands: [
                    SignCommand.self, HealthcheckCommand.self, CompletionCommand.self, VersionCommand.self,
                    ManualCommand.self,
                ]),
        ])

    nonisolated static func main() {
        prepareProcess()
        let arguments = ProcessArguments.all
        if let handle = HandleArguments(arguments) { takeDelivery(handle) }
        run(arguments)
    }

    /// Runs a command on Swift's threads and ends with it.
    private static func run(_ arguments: [String]) -> Never {
        Task.detached { end(ExitCode(await CommandRun(arguments: arguments).exitCode())) }
        // Nothing belongs to the main thread. To end it would load the library for unwinding stacks first.
        while true { pause() }
    }

    /// `handle` as its parents start it.
    private static func takeDelivery(_ handle: HandleArguments) -> Never {
        let executor = MainThreadExecutor()
        switch HandleCommand.takeDelivery(signature: handle.signature, Runtime(executor: executor)) {
        case .ended(let code): end(ExitCode(code))
        case .push(let work): executor.run { end(ExitCode(await work())) }
        }
    }

    /// Without atexit handlers: libcurl's thread may still be using what OpenSSL's would free.
    private static func end(_ code: ExitCode) -> Never {
        StandardErrorWriter.shared.flush()
        fflush(nil)
        _exit(code.rawValue)
    }

    /// What must hold before there is any secret in memory, or any second thread.
    private static func prepareProcess() {
        // A reader that has gone away is an error of the write, and not the end.
        signal(SIGPIPE, SIG_IGN)
        rs_open_standard_streams()
        rs_forbid_dumps()
        // libcurl would write the keys of every TLS session into the file that it names.
        unsetenv("SSLKEYLOGFILE")
        // Swift's own report of a crash, which is on wherever its program is found, prints memory.
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
        // A thread's heap otherwise grows by a system call for every page or two. What is refused costs time only.
        mallopt(M_TOP_PAD, 4 << 20)
    }
}
