// SPDX-License-Identifier: MIT

import Sandbox

/// Runs a sandbox for the time of a test.
package func withSandbox<Result>(
    _ state: SandboxState, _ configure: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: (SandboxServer) async throws -> Result
) async throws -> Result {
    var configuration = SandboxConfiguration(state: state)
    configure(&configuration)
    await Gate.sandboxes.enter()
    let outcome: Swift.Result<Result, any Error>
    do {
        let server = try await SandboxServer.start(configuration)
        do {
            outcome = .success(
                try await Canaries.$planted.withValue(Canaries.secrets(of: state)) { try await body(server) })
        } catch {
            outcome = .failure(error)
        }
        try await server.stop()
    } catch {
        await Gate.sandboxes.leave()
        throw error
    }
    await Gate.sandboxes.leave()
    return try outcome.get()
}
