// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Starts a deploy that a request asks for.
    func deploy(_ world: inout World, _ service: RenderState.Service) throws(RenderError) -> Answer {
        let body = try object()
        let mode = body["deployMode"]?.string
        if body["deployMode"] != nil, mode != "deploy_only", mode != "build_and_deploy" {
            throw RenderError(400, "invalid deployMode")
        }
        if let cache = body["clearCache"], cache.string != "clear", cache.string != "do_not_clear" {
            throw RenderError(400, "invalid clearCache")
        }
        let building = ["commitId", "imageUrl", "clearCache"].contains { body[$0] != nil }
        if mode == "deploy_only", building {
            throw RenderError(400, "deploy_only cannot be combined with commitId, imageUrl or clearCache")
        }
        guard !service.suspended else { throw RenderError(400, "cannot deploy suspended service") }
        let deploy = start(&world, service, mode: mode, trigger: "api")
        return service.deployAnswer == .queued ? Answer(status: 202) : .json(deploy.json(service), status: 201)
    }

    /// Suspends a service, or resumes it, which deploys it.
    func setSuspended(_ suspended: Bool, _ world: inout World, _ service: RenderState.Service) -> Answer {
        world.state.render[service: service.id]?.suspended = suspended
        if !suspended, service.suspended { _ = start(&world, service, mode: nil, trigger: "service_resumed") }
        return Answer(status: 202)
    }

    private func start(
        _ world: inout World, _ service: RenderState.Service, mode: String?, trigger: String
    ) -> RenderState.Deploy {
        let deploy = RenderState.Deploy(
            id: "dep-sandbox\(world.nextSerial())", serviceId: service.id, mode: mode, trigger: trigger,
            createdAt: Int(now.timeIntervalSince1970))
        world.state.render.deploys.append(deploy)
        return deploy
    }
}
