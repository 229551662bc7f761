// SPDX-License-Identifier: MIT

extension RenderEmulator {
    /// One variable of a service or a group, named in the path. `answer` makes a write's body from all and this one.
    func envVar(
        _ world: inout World, _ variables: inout [RenderState.EnvVar], _ key: String,
        _ normalization: RenderState.Normalization,
        answer: ([RenderState.EnvVar], RenderState.EnvVar) -> JSONValue
    ) throws(RenderError) -> Answer {
        switch request.method {
        case "GET":
            guard let value = variables[key] else { throw RenderError(404, "environment variable not found") }
            return .json(RenderState.EnvVar(key, value).json)
        case "PUT":
            try RenderRules.checkKey(key)
            let value = normalization.stored(try value(of: object(), &world))
            variables[key] = value
            return .json(answer(variables, RenderState.EnvVar(key, value)))
        case "DELETE":
            guard variables[key] != nil else { throw RenderError(404, "environment variable not found") }
            variables[key] = nil
            return .noContent
        default: throw methodOrPath()
        }
    }

    /// The variables of a bulk write, which replace all there are.
    func newEnvVars(
        _ world: inout World, _ normalization: RenderState.Normalization
    ) throws(RenderError) -> [RenderState.EnvVar] {
        guard let items = request.json?.array else { throw RenderError(400, "invalid JSON: expected an array") }
        var variables: [RenderState.EnvVar] = []
        for item in items {
            guard let key = item["key"]?.string else { throw RenderError(400, "key is required") }
            try RenderRules.checkKey(key)
            guard variables[key] == nil else { throw RenderError(400, "duplicate environment variable key") }
            variables.append(RenderState.EnvVar(key, normalization.stored(try value(of: item, &world))))
        }
        return variables
    }

    func object() throws(RenderError) -> JSONValue {
        guard let json = request.json, case .object = json else {
            throw RenderError(400, "invalid JSON: expected an object")
        }
        return json
    }

    private func value(of item: JSONValue, _ world: inout World) throws(RenderError) -> String {
        if item["generateValue"]?.bool == true { return "generated-\(world.nextSerial())" }
        return try item.renderString("value")
    }
}

extension JSONValue {
    /// A member that must be a string and not be empty.
    func renderString(_ member: String) throws(RenderError) -> String {
        guard let value = self[member]?.string, !value.isEmpty else { throw RenderError(400, "\(member) is required") }
        return value
    }
}
