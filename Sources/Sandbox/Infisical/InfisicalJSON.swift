// SPDX-License-Identifier: MIT

extension InfisicalState.Secret {
    /// The API's form of a secret.
    func json(project: String, environment: String, path: String, value: String, isHidden: Bool) -> JSONValue {
        [
            "id": .string(id), "_id": .string(id), "workspace": .string(project), "environment": .string(environment),
            "version": .int(version), "type": .string(type.rawValue), "secretKey": .string(key),
            "secretValue": .string(value), "secretValueHidden": .bool(isHidden), "secretComment": .string(comment),
            "secretPath": .string(path), "secretMetadata": [], "tags": [], "secretReminderNote": nil,
            "secretReminderRepeatDays": nil, "skipMultilineEncoding": .bool(skipMultilineEncoding),
            "isRotatedSecret": false, "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": .string(Timestamp.text(updatedAt)),
        ]
    }
}
