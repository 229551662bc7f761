// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Everything below `/services/{id}/deploys`.
    func deploys(
        _ world: inout World, _ service: RenderState.Service, _ path: ArraySlice<String>
    ) throws(RenderError) -> Answer {
        switch (request.method, path.count) {
        case ("GET", 0): return try list(&world, service)
        case ("POST", 0): return try deploy(&world, service)
        case ("GET", 1):
            let position = try position(of: path[path.startIndex], service, world)
            moveOn(&world, position)
            return .json(world.state.render.deploys[position].json(service))
        case ("POST", 2) where path.last == "cancel":
            let position = try position(of: path[path.startIndex], service, world)
            guard !world.state.render.deploys[position].status.isFinal else {
                throw RenderError(400, "deploy cannot be canceled")
            }
            world.state.render.deploys[position].end(as: .canceled, at: time)
            return .json(world.state.render.deploys[position].json(service))
        default: throw methodOrPath()
        }
    }

    /// Suspends a service, or resumes it, which deploys it.
    func setSuspended(_ suspended: Bool, _ world: inout World, _ service: RenderState.Service) -> Answer {
        world.state.render[service: service.id]?.suspended = suspended
        if !suspended, service.suspended { _ = start(&world, service, mode: nil, trigger: "service_resumed") }
        return Answer(status: 202)
    }

    private func deploy(_ world: inout World, _ service: RenderState.Service) throws(RenderError) -> Answer {
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

    /// Starts a deploy. By Render's default policy it overrides those that still run.
    private func start(
        _ world: inout World, _ service: RenderState.Service, mode: String?, trigger: String
    ) -> RenderState.Deploy {
        for position in positions(service, world) where !world.state.render.deploys[position].status.isFinal {
            world.state.render.deploys[position].end(as: .canceled, at: time)
        }
        let scripts = service.deployScripts
        if scripts.count > 1 { world.state.render[service: service.id]?.deployScripts.removeFirst() }
        let deploy = RenderState.Deploy(
            id: "dep-sandbox\(world.nextSerial())", serviceId: service.id, mode: mode, trigger: trigger,
            statuses: scripts.first ?? [.created], createdAt: time)
        world.state.render.deploys.append(deploy)
        return deploy
    }

    private func list(_ world: inout World, _ service: RenderState.Service) throws(RenderError) -> Answer {
        let positions = Array(positions(service, world).reversed())
        func items() -> [Paged] {
            positions.map { position in
                let deploy = world.state.render.deploys[position]
                return Paged("deploy", deploy.id, deploy.json(service))
            }
        }
        let shown = try range(of: items())
        for position in positions[shown] { moveOn(&world, position) }
        return .json(all(items(), shown))
    }

    private func moveOn(_ world: inout World, _ position: Int) {
        let before = world.state.render.deploys[position]
        world.state.render.deploys[position].moveOn(at: time)
        let after = world.state.render.deploys[position]
        guard after.status == .live, before.status != .live else { return }
        for (other, deploy) in world.state.render.deploys.enumerated()
        where deploy.serviceId.isSame(as: after.serviceId) && deploy.status == .live && other != position {
            world.state.render.deploys[other].end(as: .deactivated, at: time)
        }
    }

    private func positions(_ service: RenderState.Service, _ world: World) -> [Int] {
        world.state.render.deploys.indices.filter { world.state.render.deploys[$0].serviceId.isSame(as: service.id) }
    }

    private func position(
        of id: String, _ service: RenderState.Service, _ world: World
    ) throws(RenderError) -> Int {
        let found = positions(service, world).first { world.state.render.deploys[$0].id.isSame(as: id) }
        guard let found else { throw RenderError(404, "deploy not found") }
        return found
    }

    private var time: Int { Int(now.timeIntervalSince1970) }
}
