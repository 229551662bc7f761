// SPDX-License-Identifier: MIT

import Basics

/// Starts a deploy of each service, all at the same time.
struct Redeploy: Sendable {
    let deployer: any ServiceDeployer
    let mode: SyncOptions.DeployMode?

    /// In the order of the services' ids.
    func run(_ services: [RenderService], within deadline: Deadline) async -> [StartedDeploy] {
        await withTaskGroup(of: StartedDeploy.self) { group in
            for service in services { group.addTask { await start(service, within: deadline) } }
            var deploys: [StartedDeploy] = []
            for await deploy in group { deploys.append(deploy) }
            return deploys.sorted { Key($0.deploy.service.id) < Key($1.deploy.service.id) }
        }
    }

    private func start(_ service: RenderService, within deadline: Deadline) async -> StartedDeploy {
        var service = service
        do throws(CallFailure) {
            // The values of a static site are built in: a deploy of its last build would not bring them.
            if mode == .deployOnly, service.isStaticSite == nil {
                guard let known = try await deployer.service(service.id, within: deadline) else {
                    return StartedDeploy(deploy: ServiceDeploy(service, .gone))
                }
                service = known
            }
            let isBuilt = mode == .deployOnly && service.isStaticSite == true
            let answer = try await deployer.deploy(
                service: service.id, mode: isBuilt ? .buildAndDeploy : mode, within: deadline)
            var deploy = ServiceDeploy(service, .redeployed, isBuiltAsStaticSite: isBuilt)
            var queuedAt: Moment?
            switch answer {
            case .started(let id): deploy.id = id
            case .queued(let moment): queuedAt = moment
            case .suspended: deploy.status = .suspended
            case .gone: deploy.status = .gone
            }
            return StartedDeploy(deploy: deploy, queuedAt: queuedAt)
        } catch {
            return StartedDeploy(deploy: ServiceDeploy(service, .refused(error)))
        }
    }
}

/// A deploy that was asked for.
struct StartedDeploy: Sendable {
    var deploy: ServiceDeploy
    /// When Render queued it, by Render's clock, where it did not tell its id.
    var queuedAt: Moment?
}
