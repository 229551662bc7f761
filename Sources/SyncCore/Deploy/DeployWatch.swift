// SPDX-License-Identifier: MIT

import Basics
import NIOConcurrencyHelpers

/// Follows deploys to their ends, for as long as the deadline lets it.
struct DeployWatch: Sendable {
    /// After a deploy whose id Render did not tell, an older one is the newest in the list for at most this long.
    private static let listedAfter = Duration.seconds(10)
    /// What is left of the time for the answer to the last look.
    private static let lastLook = Duration.milliseconds(500)
    /// Render's clock may tick between an answer and the deploy that it is about.
    private static let clockTolerance = Duration.seconds(5)
    /// The time between two looks: short at first, longer later.
    private static let shortest = Duration.milliseconds(500)
    private static let longest = Duration.seconds(10)
    /// Render lets a user make 400 reads a minute; half of them are left to others.
    private static let spacing = Duration.milliseconds(300)

    let deployer: any ServiceDeployer
    let deadline: Deadline
    let followed: FollowedDeploys
    /// Told of each step that a deploy moves on to.
    let progress: @Sendable (RenderService, String) -> Void

    /// The deploys as they ended, in the same order.
    func follow(_ deploys: [StartedDeploy]) async -> [ServiceDeploy] {
        followed.begin(deploys.count { $0.deploy.status == .redeployed })
        return await withTaskGroup(of: Followed.self) { group in
            for (index, deploy) in deploys.enumerated() where deploy.deploy.status == .redeployed {
                group.addTask { Followed(index: index, deploy: await follow(deploy)) }
            }
            var ended = deploys.map(\.deploy)
            for await followed in group { ended[followed.index] = followed.deploy }
            return ended
        }
    }

    /// Not a tuple: see CONTRIBUTING.md.
    private struct Followed {
        var index: Int
        var deploy: ServiceDeploy
    }

    private func follow(_ started: StartedDeploy) async -> ServiceDeploy {
        defer { followed.end() }
        var deploy = started.deploy
        // Its name and its page in the Dashboard. What is not known is no reason to wait for less.
        if deploy.service.page == nil, let known = try? await deployer.service(deploy.service.id, within: deadline) {
            deploy.service = known
        }
        let start = deadline.time.uptime()
        var step: String?
        var lastFailure: CallFailure?
        while true {
            let elapsed = deadline.time.uptime() - start
            do throws(DeadlineError) {
                try await sleepBeforeLook(after: elapsed)
            } catch {
                deploy.status = .running(Self.reason(error, lastFailure))
                return deploy
            }
            do throws(CallFailure) {
                guard let listed = try await look(deploy, started.queuedAt, after: elapsed) else { continue }
                lastFailure = nil
                deploy.id = listed.id
                if case .running(let word) = listed.phase, word != step {
                    progress(deploy.service, word)
                    step = word
                }
                guard let end = await end(of: listed, deploy.service) else { continue }
                deploy.status = end
                progress(deploy.service, deploy.word)
                return deploy
            } catch {
                // What may pass is asked again for as long as there is time.
                guard error.verdict == .failed || error.kind == .outOfTime else {
                    lastFailure = error
                    continue
                }
                deploy.status = .running(.unreadable(error))
                return deploy
            }
        }
    }

    /// However seldom it looks, it looks once more before the time is up.
    private func sleepBeforeLook(after elapsed: Duration) async throws(DeadlineError) {
        let interval = Self.interval(after: elapsed, deploys: followed.count)
        let left = deadline.remaining
        try await deadline.sleep(for: left > Self.lastLook ? min(interval, left - Self.lastLook) : left)
    }

    /// Why nobody waits for the deploy any longer.
    private static func reason(_ error: DeadlineError, _ lastFailure: CallFailure?) -> ServiceDeploy.Unseen {
        switch error {
        case .stopped: .stopped
        case .outOfTime(let limit): lastFailure.map { .unreadable($0) } ?? .timeIsUp(limit)
        }
    }

    /// How the deploy ended; nil while it runs.
    private func end(of listed: ListedDeploy, _ service: RenderService) async -> ServiceDeploy.Status? {
        switch listed.phase {
        case .running: nil
        case .live: .live
        case .deactivated: .replaced
        case .failed(let step): .failed(step)
        case .canceled: await isNewest(listed, of: service) ? .canceled : .replaced
        }
    }

    /// How far the deploy is; nil while it is not to be found.
    private func look(
        _ deploy: ServiceDeploy, _ queuedAt: Moment?, after elapsed: Duration
    ) async throws(CallFailure) -> ListedDeploy? {
        if let id = deploy.id { return try await deployer.deploy(id, of: deploy.service.id, within: deadline) }
        guard let newest = try await deployer.newestDeploy(of: deploy.service.id, within: deadline) else { return nil }
        // One that has ended already may be the one before.
        guard newest.phase.isEnd else { return newest }
        guard elapsed >= Self.listedAfter else { return nil }
        guard let queuedAt, let createdAt = newest.createdAt else { return newest }
        return queuedAt - createdAt <= Self.clockTolerance ? newest : nil
    }

    /// Render cancels a deploy when a newer one begins. True where that cannot be seen.
    private func isNewest(_ listed: ListedDeploy, of service: RenderService) async -> Bool {
        let newest = try? await deployer.newestDeploy(of: service.id, within: deadline)
        return newest.map { $0.id.hasSameBytes(as: listed.id) } ?? true
    }

    /// The time until the next look at each of so many deploys, when this much has passed since they were started.
    static func interval(after elapsed: Duration, deploys: Int) -> Duration {
        max(min(max(elapsed / 5, shortest), longest), spacing * deploys)
    }
}

/// How many deploys are followed at present, by all the pushes that share a rate limit.
package final class FollowedDeploys: Sendable {
    private let state = NIOLockedValueBox(0)

    package init() {}

    var count: Int { state.withLockedValue { $0 } }

    func begin(_ count: Int) { state.withLockedValue { $0 += count } }
    func end() { state.withLockedValue { $0 -= 1 } }
}
