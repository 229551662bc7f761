// SPDX-License-Identifier: MIT

extension InfisicalState.Secret {
    /// The API's form of a secret in its own folder.
    func json(project: String, environment: String, path: String, value: String, isHidden: Bool) -> JSONValue {
        .object(members(project: project, environment: environment, path: path, value: value, isHidden: isHidden))
    }

    /// The API's form of an imported secret, whose project is not said.
    func importedJSON(
        environment: String, path: String, value: String, isHidden: Bool, _ kept: InfisicalState.ImportedSecrets
    ) -> JSONValue {
        var members = members(project: "", environment: environment, path: path, value: value, isHidden: isHidden)
        if kept != .everything { for name in ["createdAt", "updatedAt", "tags"] { members[name] = nil } }
        if kept == .withoutVersion { members["version"] = nil }
        return .object(members)
    }

    private func members(
        project: String, environment: String, path: String, value: String, isHidden: Bool
    ) -> [String: JSONValue] {
        [
            "id": .string(id), "_id": .string(id), "workspace": .string(project), "environment": .string(environment),
            "version": .int(version), "type": .string(type.rawValue), "secretKey": .string(key),
            "secretValue": .string(value), "secretValueHidden": .bool(isHidden), "secretComment": .string(comment),
            "secretPath": .string(path), "secretReminderNote": nil, "secretReminderRepeatDays": nil,
            "secretMetadata": .array(metadata.map { ["key": .string($0.key), "value": .string($0.value)] }),
            "tags": .array(
                tags.map { ["id": .string("tag-\($0.slug)"), "slug": .string($0.slug), "name": .string($0.name)] }),
            "skipMultilineEncoding": .bool(skipMultilineEncoding), "isRotatedSecret": false,
            "createdAt": .string(Timestamp.millisecondText(createdAt)),
            "updatedAt": .string(Timestamp.millisecondText(updatedAt)),
        ]
    }
}
