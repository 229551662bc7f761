// SPDX-License-Identifier: MIT

import Sandbox
import Testing
import TestSupport

/// Seeded random states over all options, against an oracle that knows nothing of the program.
@Suite struct RandomStateTests {
    @Test(arguments: 0..<150 as Range<UInt64>)
    func aPushLeavesWhatTheRulesSay(seed: UInt64) async throws {
        let world = RandomWorld(seed: seed)
        let expected = world.expectation
        try await withSandbox(world.state) { sandbox in
            let renderSync = ProgramUnderTest(sandbox, world.variables)
            let finished: Program.Finished
            if world.usesWebhook {
                finished = try await renderSync.run(["handle"], input: try await renderSync.delivery())
            } else {
                finished = try await renderSync.run(["sync", "--all"])
            }
            let hint = Comment(rawValue: "seed \(seed): \(finished.output) \(finished.errors)")
            #expect(finished.exitCode == expected.exitCode, hint)
            let render = await sandbox.state().render
            #expect(render[service: "srv-1"]?.envVars.values == expected.holder(.service, .env), hint)
            #expect(render[service: "srv-1"]?.secretFiles.values == expected.holder(.service, .file), hint)
            #expect(render[envGroup: "evg-1"]?.envVars.values == expected.holder(.group, .env), hint)
            #expect(render[envGroup: "evg-1"]?.secretFiles.values == expected.holder(.group, .file), hint)
            let writes = await renderSync.renderWrites()
            #expect(writes.filter { !$0.pathOnly.hasSuffix("/deploys") }.count == expected.writes, hint)
            let deploys = writes.filter { $0.pathOnly.hasSuffix("/deploys") }.map(\.pathOnly).sorted()
            #expect(deploys == expected.deploys.map { "/v1/services/\($0)/deploys" }, hint)
        }
    }
}
