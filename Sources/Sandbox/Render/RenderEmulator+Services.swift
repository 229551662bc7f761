// SPDX-License-Identifier: MIT

extension RenderEmulator {
    /// Everything below `/services`.
    func services(
        _ world: inout World, _ account: RenderState.APIKey, _ path: [String]
    ) throws(RenderError) -> Answer {
        if path.isEmpty, request.method == "GET" { return try listServices(world.state.render, account) }
        guard let id = path.first, let service = world.state.render[service: id],
            account.ownerId.map({ $0 == service.ownerId }) ?? true
        else {
            throw RenderError(404, "service not found")
        }
        if request.method == "POST", path.count == 2, ["suspend", "resume"].contains(path[1]) {
            return setSuspended(path[1] == "suspend", &world, service)
        }
        if path.count > 1, path[1] == "deploys" { return try deploys(&world, service, path.dropFirst(2)) }
        var changed = service
        defer { world.state.render[service: id] = changed }
        switch (request.method, path.count, path.count > 1 ? path[1] : "") {
        case ("GET", 1, _): return .json(service.json)
        case ("PATCH", 1, _):
            changed.name = try object().renderString("name")
            return .json(changed.json)
        case ("GET", 2, "env-vars"): return .json(try page(service.envVars.map(\.paged)))
        case ("PUT", 2, "env-vars"):
            changed.envVars = try newEnvVars(&world, service.normalization)
            return .json(all(changed.envVars.map(\.paged)))
        case (_, 3, "env-vars"):
            return try envVar(&world, &changed.envVars, path[2], service.normalization) { _, variable in variable.json }
        case ("GET", 2, "secret-files"): return .json(try page(service.secretFiles.map(\.paged)))
        case ("PUT", 2, "secret-files"):
            changed.secretFiles = try newSecretFiles(service.normalization)
            return .json(all(changed.secretFiles.map(\.paged)))
        case (_, 3, "secret-files"):
            return try secretFile(&changed.secretFiles, path[2], service.normalization, written: 201) { _, file in
                file.json
            }
        default: throw methodOrPath()
        }
    }

    private func listServices(
        _ state: RenderState, _ account: RenderState.APIKey
    ) throws(RenderError) -> Answer {
        let query = request.query
        let visible = state.services.filter { service in
            (account.ownerId.map { $0 == service.ownerId } ?? true)
                && query.allows("name", service.name) && query.allows("type", service.type.rawValue)
                && query.allows("ownerId", service.ownerId)
                && (service.previewOf == nil || query["includePreviews"] != "false")
        }
        return .json(try page(visible.map { Paged("service", $0.id, $0.json) }))
    }

    func methodOrPath() -> RenderError {
        RenderError(404, "not found")
    }
}

extension Query {
    /// Whether a filter is absent, or holds the value among those separated by commas.
    func allows(_ filter: String, _ value: String) -> Bool {
        nonEmpty(filter)?.split(separator: ",").contains { String($0).isSame(as: value) } ?? true
    }
}
