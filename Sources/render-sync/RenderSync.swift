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
            FromInfisicalCommand.self, HealthCommand.self,
        ])

    /// Usage errors exit 64, the sysexit; everything else is the commands' own.
    @MainActor static func main() async {
        prepareProcess()
        do {
            if let arguments = PlainHandleArguments(CommandLine.arguments.dropFirst()) {
                throw await HandleCommand.takeDelivery(signature: arguments.signature)
            }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            // Without atexit handlers: libcurl's thread may still be at work on what OpenSSL's would take down.
            fflush(nil)
            _exit(code.rawValue)
        } catch {
            exit(withError: error)
        }
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
