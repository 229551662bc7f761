// SPDX-License-Identifier: MIT

import ArgumentParser
import FrontDoors
import SyncCore

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the configuration, the credentials and that both APIs can be reached.")

    func run() async throws {
        let process = Process()
        let configuration = try Output.configuration(process.loaded)
        guard let pusher = process.pusher else { return }
        var worst = Verdict.inSync
        Self.line("pass", "configuration: \(configuration.syncs.count) sync(s)")
        if process.loaded.signingKeys.isEmpty {
            Self.line("fail", "signing key: every delivery is refused; set INFISICAL_WEBHOOK_SECRET")
            worst = .misconfigured
        } else {
            Self.line("pass", "signing key")
        }
        for sync in configuration.syncs {
            let sides = pusher.sides(sync)
            if sync.options.bulkWrites == .always {
                Self.line("warn", "\(sync.name): BULK_WRITES=always writes keys back that this sync does not manage")
            }
            do throws(ServiceFailure) {
                let secrets = try await sides.source.read().secrets
                Self.line("pass", "\(sync.name): Infisical, \(secrets.count) secrets")
            } catch {
                Self.line("fail", "\(sync.name): \(error.message)")
                worst = Self.worse(worst, error)
            }
            do throws(ServiceFailure) {
                let state = try await sides.destination.read()
                Self.line("pass", "\(sync.name): Render, \(state.entries.count) keys in \(sync.destination)")
            } catch {
                Self.line("fail", "\(sync.name): \(error.message)")
                worst = Self.worse(worst, error)
            }
        }
        throw ExitCode(worst.exitCode)
    }

    private static func worse(_ verdict: Verdict, _ failure: ServiceFailure) -> Verdict {
        Verdict.worst(of: [verdict, failure.kind == .refused ? .failed : .gaveUp]) ?? .failed
    }

    private static func line(_ result: String, _ text: String) {
        StandardStream().write(Array("\(result)  \(text)\n".utf8))
    }
}
