// SPDX-License-Identifier: MIT

public import Sandbox

/// Runs a sandbox for the time of a test.
public func withSandbox<Result>(
    _ state: SandboxState, _ configure: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: (SandboxServer) async throws -> Result
) async throws -> Result {
    var configuration = SandboxConfiguration(state: state)
    configure(&configuration)
    let server = try await SandboxServer.start(configuration)
    do {
        let result = try await body(server)
        try await server.stop()
        return result
    } catch {
        try await server.stop()
        throw error
    }
}
