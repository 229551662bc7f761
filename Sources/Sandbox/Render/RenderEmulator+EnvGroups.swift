// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderEmulator {
    /// Everything below `/env-groups`. Writes of a variable or a file answer the whole group and leave its `updatedAt`
    /// as it was, which only a change of the group itself moves.
    func envGroups(
        _ world: inout World, _ account: RenderState.APIKey, _ path: [String]
    ) throws(RenderError) -> Answer {
        if path.isEmpty, request.method == "GET" { return try listEnvGroups(world.state.render, account) }
        guard let id = path.first, let group = world.state.render[envGroup: id],
            account.ownerId.map({ $0 == group.ownerId }) ?? true
        else {
            throw RenderError(404, "environment group not found")
        }
        let services = world.state.render.services
        var changed = group
        switch (request.method, path.count) {
        case ("GET", 1): return .json(group.json(services))
        case ("PATCH", 1):
            changed.name = try object().renderString("name")
            changed.updatedAt = Int(now.timeIntervalSince1970)
            world.state.render[envGroup: id] = changed
            return .json(changed.json(services))
        case (_, 3): break
        default: throw methodOrPath()
        }
        let answer: Answer
        switch path[1] {
        case "env-vars":
            answer = try envVar(&world, &changed.envVars, path[2], group.normalization) { variables, _ in
                var written = group
                written.envVars = variables
                return written.json(services)
            }
        case "secret-files":
            answer = try secretFile(&changed.secretFiles, path[2], group.normalization, written: 200) { files, _ in
                var written = group
                written.secretFiles = files
                return written.json(services)
            }
        default: throw methodOrPath()
        }
        world.state.render[envGroup: id] = changed
        return answer
    }

    private func listEnvGroups(
        _ state: RenderState, _ account: RenderState.APIKey
    ) throws(RenderError) -> Answer {
        let visible = state.envGroups.filter { group in account.ownerId.map { $0 == group.ownerId } ?? true }
        let items = visible.filter { request.query.allows("name", $0.name) }.map { group in
            Paged("envGroup", group.id, group.json(state.services, contents: false))
        }
        switch state.groupList {
        case .withCursors: return .json(try page(items))
        case .bare: return .json(.array(items[try range(of: items)].map(\.item)))
        }
    }
}
