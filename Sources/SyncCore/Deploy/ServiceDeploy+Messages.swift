// SPDX-License-Identifier: MIT

import Basics

/// What people read about a deploy.
extension ServiceDeploy {
    /// The word of the report's `status`.
    package var word: String {
        switch status {
        case .redeployed: "redeployed"
        case .live: "live"
        case .replaced: "replaced"
        case .canceled: "canceled"
        case .failed(let step): SafeText.clean(step)
        case .running: "running"
        case .suspended: "suspended"
        case .gone: "gone"
        case .refused(let failure): "refused: \(failure.message)"
        }
    }

    /// What became of it and what to do, in a sentence; nil where `redeployed` says it all.
    package var message: String? {
        let name = service.title
        let built = isBuiltAsStaticSite ? " (built, as a static site's values are built in)" : ""
        return switch status {
        case .redeployed: isBuiltAsStaticSite ? "\(name): redeployed\(built)" : nil
        case .live: "\(name): live\(built)"
        case .replaced: "\(name): a newer deploy has replaced this one"
        case .canceled: "\(name): the deploy was canceled; \(see("see"))"
        case .failed(let step): "\(name): the deploy failed in its \(Self.name(of: step)): \(see("see"))"
        case .running(.timeIsUp(.deploy)):
            "\(name): the deploy was still running when the time to wait was up: \(see("watch"))"
        case .running(.timeIsUp(let limit)):
            "\(name): the deploy was still running, the push is \(CallFailure(.outOfTime(limit)).message): "
                + see("watch")
        case .running(.stopped): "\(name): the deploy is still running; this push did not wait for it: \(see("watch"))"
        case .running(.unreadable(let failure)):
            "\(name): the deploy was started, how it ended is not known (\(failure.message)): \(see("see"))"
        case .suspended: "not redeployed: \(name) is suspended, and deploys when it is resumed"
        case .gone: "not redeployed: Render has no service \(name) any more"
        case .refused(let failure): "redeploy of \(name) failed: \(failure.message)"
        }
    }

    private func see(_ verb: String) -> String { "\(verb) \(page ?? "its page in Render's Dashboard")" }

    private static func name(of step: String) -> String {
        switch step {
        case "build_failed": "build"
        case "pre_deploy_failed": "pre-deploy command"
        case "update_failed": "start: the new version did not come up"
        default: "step (\(SafeText.clean(step)))"
        }
    }
}
