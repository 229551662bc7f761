// SPDX-License-Identifier: MIT

import FoundationEssentials

extension RenderState.EnvVar {
    var json: JSONValue { ["key": .string(key), "value": .string(value)] }
    var paged: Paged { Paged("envVar", key, json) }
}

extension RenderState.SecretFile {
    var json: JSONValue { ["name": .string(name), "content": .string(content)] }
    var paged: Paged { Paged("secretFile", name, json) }
}

extension RenderState.Deploy {
    func json(_ service: RenderState.Service) -> JSONValue {
        let commit: JSONValue = [
            "id": "0000000000000000000000000000000000000000", "message": "sandbox", "createdAt": "2026-01-01T00:00:00Z",
        ]
        var members: [String: JSONValue] = [
            "id": .string(id), "status": .string(status.rawValue), "trigger": .string(trigger),
            "buildId": .string("bld-\(id)"),
            "commit": service.deployAnswer == .createdWithoutCommit ? JSONValue.null : commit,
            "createdAt": .string(Timestamp.text(createdAt)), "updatedAt": .string(Timestamp.text(updatedAt)),
        ]
        if let finishedAt { members["finishedAt"] = .string(Timestamp.text(finishedAt)) }
        return .object(members)
    }
}

extension RenderState.Owner {
    var json: JSONValue {
        ["id": .string(id), "name": .string(name), "email": .string(email), "type": .string(type.rawValue)]
    }
}

extension RenderState.EnvGroup {
    func json(_ services: [RenderState.Service], contents: Bool = true) -> JSONValue {
        let links = serviceLinks.map { link in
            let service = services.first { $0.id.isSame(as: link) } ?? RenderState.Service(id: link)
            return ["id": .string(service.id), "name": .string(service.name), "type": .string(service.type.short)]
                as JSONValue
        }
        var members: [String: JSONValue] = [
            "id": .string(id), "name": .string(name), "ownerId": .string(ownerId),
            "createdAt": .string(Timestamp.text(createdAt)), "updatedAt": .string(Timestamp.text(updatedAt)),
            "serviceLinks": .array(links),
        ]
        if contents {
            members["envVars"] = .array(envVars.map(\.json))
            members["secretFiles"] = .array(secretFiles.map(\.json))
        }
        return .object(members)
    }
}
