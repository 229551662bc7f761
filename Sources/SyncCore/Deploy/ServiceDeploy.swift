// SPDX-License-Identifier: MIT

import Basics
import JSON

/// What became of the redeploy of one service.
package struct ServiceDeploy: Sendable, Equatable {
    package enum Status: Sendable, Equatable {
        /// It was started, and nobody waited for its end.
        case redeployed
        case live
        /// A newer deploy has taken its place.
        case replaced
        case canceled
        /// It failed in a step, by Render's word for it.
        case failed(String)
        /// Nobody has seen its end.
        case running(Unseen)
        /// The service deploys when it is resumed.
        case suspended
        /// There is no such service any more.
        case gone
        /// Render did not start it.
        case refused(CallFailure)
    }

    /// Why the end of a deploy was not seen.
    package enum Unseen: Sendable, Equatable {
        /// The time that the push waits, or has, was up.
        case timeIsUp(TimeLimit)
        /// The process was asked to end.
        case stopped
        /// Render did not tell.
        case unreadable(CallFailure)
    }

    package var service: RenderService
    /// Nil where there is no deploy, or where Render did not tell its id.
    package var id: String?
    package var status: Status
    /// Whether it was built though DEPLOY_MODE says not to: a static site's values are built in.
    package var isBuiltAsStaticSite: Bool

    package init(
        _ service: RenderService, id: String? = nil, _ status: Status, isBuiltAsStaticSite: Bool = false
    ) {
        self.service = service
        self.id = id
        self.status = status
        self.isBuiltAsStaticSite = isBuiltAsStaticSite
    }

    /// The address of its page in Render's Dashboard, where it is known: the service's page where it has no id.
    package var page: String? { id.map { service.page(ofDeploy: $0) } ?? service.page.map { SafeText.clean($0) } }

    /// Whether it was started.
    var isStarted: Bool {
        switch status {
        case .redeployed, .live, .replaced, .canceled, .failed, .running: true
        case .suspended, .gone, .refused: false
        }
    }

    /// What it makes of the push; nil where that is no failure.
    var verdict: Verdict? {
        switch status {
        case .redeployed, .live, .replaced, .canceled, .suspended, .gone: nil
        case .failed: .failed
        case .running(.timeIsUp), .running(.stopped): .gaveUp
        case .running(.unreadable(let failure)), .refused(let failure): failure.verdict
        }
    }

    var json: JSONValue {
        let (id, page) = (id.map { JSONValue.string($0) }, page.map { JSONValue.string($0) })
        return .object([
            "service": .string(service.id), "id": id ?? .null, "status": .string(word), "url": page ?? .null,
        ])
    }
}
