// SPDX-License-Identifier: MIT

import Sandbox
import Testing

/// The secrets that a test has planted, which no program's output may show.
///
/// `withSandbox` plants what the sandbox holds, a started program what its environment holds; every program's outputs
/// are searched for them at its end.
enum Canaries {
    /// Shorter ones are found in innocent text too.
    private static let least = 10
    /// Programs that are to show what a sandbox answers.
    private static let readers = ["curl"]

    /// Those of the sandbox that this test runs beside.
    @TaskLocal static var planted: Set<String> = []

    /// The values of a state that are secret.
    static func secrets(of state: SandboxState) -> Set<String> {
        var secrets: [String] = state.render.apiKeys.map(\.key)
        for service in state.render.services {
            secrets += service.envVars.map(\.value) + service.secretFiles.map(\.content)
        }
        for group in state.render.envGroups {
            secrets += group.envVars.map(\.value) + group.secretFiles.map(\.content)
        }
        for identity in state.infisical.identities {
            secrets += [identity.universalAuth?.clientSecret].compactMap(\.self)
        }
        for folder in state.infisical.projects.flatMap(\.environments).flatMap(\.folders) {
            secrets += folder.secrets.map(\.value)
        }
        return fit(secrets)
    }

    /// The values of an environment's variables that are credentials.
    static func credentials(of environment: [String: String]) -> Set<String> {
        let endings = ["_SECRET", "_API_KEY", "_TOKEN", "_JWT", "_SECRET_PREVIOUS", "_ACCESS_KEY", "_NOTIFY_URL"]
        return fit(environment.filter { variable in endings.contains { variable.key.hasSuffix($0) } }.map(\.value))
    }

    /// Fails the test that a program's output shows a secret in.
    static func search(_ output: OutputCollector, for canaries: Set<String>, of program: String) {
        guard !readers.contains(program) else { return }
        let text = output.text
        for canary in canaries where text.utf8.contains(canary.utf8) {
            Issue.record("the output of \(program) shows the secret \(canary)")
        }
    }

    private static func fit(_ secrets: [String]) -> Set<String> {
        Set(secrets.filter { $0.utf8.count >= least })
    }
}
