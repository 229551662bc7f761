// SPDX-License-Identifier: MIT

import ArgumentParser
import CProcess
import Glibc

@main
struct RenderSync: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "render-sync",
        abstract: "Makes Render hold what Infisical says, whenever a secret changes.",
        discussion: "Configured by environment variables only; see README.md for all of them.",
        version: version,
        subcommands: [
            HandleCommand.self, ServeCommand.self, LambdaCommand.self, SyncCommand.self, PlanCommand.self,
            InitCommand.self, ImportCommand.self, RemoveCommand.self, CheckCommand.self, SignCommand.self,
            FromInfisicalCommand.self, HealthcheckCommand.self,
        ])

    nonisolated static func main() {
        prepareProcess()
        let arguments = arguments()
        if let plain = HandleArguments(arguments) {
            let executor = MainThreadExecutor()
            switch HandleCommand.takeDelivery(signature: plain.signature, Runtime(executor: executor)) {
            case .ended(let code): end(ExitCode(code))
            case .push(let work): executor.run { end(ExitCode(await work())) }
            }
        }
        run {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        }
    }

    /// Without the program's name.
    private static func arguments() -> [String] {
        var arguments: [String] = []
        var next = rs_arguments()
        while let argument = next?.pointee {
            arguments.append(String(cString: argument))
            next = next?.successor()
        }
        return Array(arguments.dropFirst())
    }

    /// Runs the work on Swift's threads and ends with it. Usage errors exit 64, the sysexit; everything else is the
    /// commands' own.
    private static func run(_ work: @escaping @Sendable () async throws -> Void) -> Never {
        Task.detached {
            do {
                try await work()
                end(.success)
            } catch let code as ExitCode {
                end(code)
            } catch {
                exit(withError: error)
            }
        }
        // Nothing belongs to the main thread. To end it would load the library for unwinding stacks first.
        while true { pause() }
    }

    /// Without atexit handlers: libcurl's thread may still be at work on what OpenSSL's would take down.
    private static func end(_ code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }

    /// What must hold before there is any secret in memory, or any second thread.
    private static func prepareProcess() {
        rs_forbid_dumps()
        // Swift's own account of a crash, which is on wherever its program is found, prints memory.
        for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
        // A thread's heap otherwise grows by a system call for every page or two.
        mallopt(M_TOP_PAD, 4 << 20)
    }
}
