// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Seeded random changes, told to a server whose lists lag, are pinned, come in another order and go back and forth.
@Suite(.timeLimit(.minutes(10))) struct RandomStaleListTests {
    /// What a server that runs through all of it may never do, whatever it is shown.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func aServerNeverGoesBackWhateverTheListsShow(seed: UInt64) async throws {
        var world = ChangingFolder(seed: seed)
        // What was created long ago was there in every list that there ever was.
        var state = SandboxState.shop()
        state.infisical.projects[0].environments[0].folders[0].secrets = world.secrets
        try await withSandbox(state) { sandbox in
            var renderSync = ProgramUnderTest(sandbox, serviceSync)
            renderSync.environment.merge(["HOST": "127.0.0.1", "PORT": "0", "RENDER_SYNC_RESPOND_WITHIN": "60"]) { $1 }
            try await ProgramUnderTest.withServer([], renderSync.environment) { server in
                var held: [String: Int] = [:]
                var gone: Set<String> = []
                for step in 0..<5 {
                    world.change()
                    let secrets = world.secrets
                    await sandbox.mutate { $0.infisical.projects[0].environments[0].folders[0].secrets = secrets }
                    // The first list is as it is: what nobody has shown cannot be known.
                    let views = step == 0 ? [] : world.views()
                    await sandbox.setLists([ListScript(views)])
                    let answer = try await server.exchange(Array(try await renderSync.delivery().utf8))
                    let now = await Self.versions(sandbox)
                    let hint = Comment(rawValue: "step \(step), \(views.count) views: \(answer.text)")
                    for (name, version) in held {
                        #expect(now[name].map { $0 >= version } ?? (world.versions[name] == nil), hint)
                    }
                    #expect(gone.isDisjoint(with: now.keys), hint)
                    gone.formUnion(held.keys.filter { now[$0] == nil })
                    held = now
                    // When the last list was the newest one, what the answer says is so.
                    if answer.status == 200, await sandbox.remainingViews() == 0 {
                        #expect(now == world.versions, hint)
                    }
                }
                // In the end nothing is in the way.
                await sandbox.setLists([])
                let answer = try await server.exchange(Array(try await renderSync.delivery().utf8))
                #expect(answer.status == 200, "\(answer.text) \(world.versions) \(held)")
                #expect(await Self.versions(sandbox) == world.versions, "\(answer.text)")
            }
        }
    }

    /// The version of each value that Render holds.
    private static func versions(_ sandbox: SandboxServer) async -> [String: Int] {
        (await sandbox.state().render[service: "srv-1"]?.envVars.values ?? [:]).compactMapValues { Int($0) }
    }
}

/// A folder that changes, and what a list of it may look like.
private struct ChangingFolder {
    private(set) var secrets: [InfisicalState.Secret] = []
    private var random: SeededGenerator
    private var count = 0

    private static let longAgo = 1_700_000_000

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for _ in 0..<6 { create(createdAt: Self.longAgo) }
    }

    /// Each value is its version.
    var versions: [String: Int] {
        Dictionary(uniqueKeysWithValues: secrets.map { ($0.key, $0.version) })
    }

    /// One or two changes; a name never comes back, as nothing would tell it from a list that is behind.
    mutating func change() {
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let place = Int.random(in: 0..<secrets.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: create(createdAt: Int(Date().timeIntervalSince1970))
            // The deletion of a secret of a moment ago looks like a list from before its creation, for a minute.
            case 1 where secrets.count > 4 && secrets[place].createdAt == Self.longAgo: secrets.remove(at: place)
            default:
                secrets[place].version += 1
                secrets[place].value = String(secrets[place].version)
                secrets[place].updatedAt = Int(Date().timeIntervalSince1970)
            }
        }
    }

    private mutating func create(createdAt: Int) {
        var secret = InfisicalState.Secret("K\(count)", "1")
        secret.createdAt = createdAt
        secret.updatedAt = createdAt
        secrets.append(secret)
        count += 1
    }

    /// Some lists that are behind, in another order or up to date; the last one is up to date.
    mutating func views() -> [ListView] {
        let views = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            var view = ListView.present()
            switch Int.random(in: 0..<4, using: &random) {
            case 0: view = .lagging(Int.random(in: 1...3, using: &random))
            case 1: view = .pinned(changesAgo: Int.random(in: 0...2, using: &random), times: 1)
            default: break
            }
            view.isReversed = Bool.random(using: &random)
            return view
        }
        return views + [.present()]
    }
}
