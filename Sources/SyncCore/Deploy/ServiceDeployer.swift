// SPDX-License-Identifier: MIT

import Basics

/// Where deploys are started and watched: Render, or a test's own. Each call has a deadline of its own: a deploy is
/// still started after a stop, and nobody waits for its end longer than they want to.
package protocol ServiceDeployer: Sendable {
    /// Starts a deploy; never repeated when the first may have started one.
    func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer
    /// What Render says of a service; nil where there is none of this id any more.
    func service(_ id: String, within deadline: Deadline) async throws(CallFailure) -> RenderService?
    /// How far a deploy is.
    func deploy(_ id: String, of service: String, within deadline: Deadline) async throws(CallFailure)
        -> ListedDeploy
    /// The service's newest deploy; nil where it has none.
    func newestDeploy(of service: String, within deadline: Deadline) async throws(CallFailure) -> ListedDeploy?
}

/// What Render answers when it is asked for a deploy.
package enum DeployAnswer: Sendable, Equatable {
    case started(id: String)
    /// It waits for another one, and Render does not tell its id. The moment is Render's own, where the answer has one.
    case queued(at: Moment? = nil)
    /// The service is suspended: it deploys when it is resumed.
    case suspended
    /// There is no such service any more.
    case gone
}

/// A deploy as Render lists it.
package struct ListedDeploy: Sendable, Equatable {
    package var id: String
    package var phase: DeployPhase
    package var createdAt: Moment?

    package init(id: String, phase: DeployPhase, createdAt: Moment? = nil) {
        self.id = id
        self.phase = phase
        self.createdAt = createdAt
    }
}

/// How far a deploy is, by Render's words.
package enum DeployPhase: Sendable, Equatable {
    /// On its way: `created`, `queued`, `build_in_progress`, `pre_deploy_in_progress`, `update_in_progress`.
    case running(String)
    case live
    /// It was live until another one was.
    case deactivated
    /// Somebody, or a newer deploy, has ended it.
    case canceled
    /// `build_failed`, `pre_deploy_failed` or `update_failed`.
    case failed(String)

    /// A word that is not known is not taken for an end.
    package init(_ status: String) {
        self =
            switch status {
            case "live": .live
            case "deactivated": .deactivated
            case "canceled": .canceled
            case _ where status.hasSuffix("_failed"): .failed(status)
            default: .running(status)
            }
    }

    var isEnd: Bool { if case .running = self { false } else { true } }
}
