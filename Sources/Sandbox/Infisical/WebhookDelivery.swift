// SPDX-License-Identifier: MIT

import Crypto
import FoundationEssentials

/// What a webhook's address is sent.
struct WebhookDelivery: Sendable {
    let webhookId: String
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// The *Test* button's, which has the general form whatever the webhook's type.
    init(testOf webhook: InfisicalState.Webhook, _ state: InfisicalState, now: Date) {
        let project: JSONValue = [
            "workspaceId": .string(webhook.projectId), "projectId": .string(webhook.projectId),
            "projectName": .string(state.project(webhook.projectId)?.name ?? ""),
            "environment": .string(webhook.environment),
            "environmentName": .string(
                state.environment(webhook.projectId, webhook.environment)?.name ?? webhook.environment),
            "secretPath": .string(webhook.secretPath),
        ]
        let time = Int(now.timeIntervalSince1970 * 1000)
        webhookId = webhook.id
        url = webhook.url
        body = JSONValue.object(["event": "test", "project": project, "timestamp": .int(time)]).bytes()
        var headers: [(name: String, value: String)] = [
            ("accept", "application/json, text/plain, */*"), ("content-type", "application/json"),
            ("user-agent", "axios/1.12.0"),
        ]
        if let key = webhook.secretKey, !key.isEmpty {
            let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(key.utf8)))
            headers.append(("x-infisical-signature", "t=\(time);\(Hex.text(code))"))
        }
        self.headers = headers
    }
}
