// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Starts a deploy.
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
        guard !service.suspended else { throw RenderError(409, "service is suspended") }
        let deploy = RenderState.Deploy(
            id: "dep-sandbox\(world.nextSerial())", serviceId: service.id, mode: mode,
            createdAt: Int(now.timeIntervalSince1970))
        world.state.render.deploys.append(deploy)
        return world.state.render.queuesDeploys ? Answer(status: 202) : .json(deploy.json, status: 201)
    }
}
