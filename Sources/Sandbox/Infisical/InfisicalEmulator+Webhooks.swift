// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalEmulator {
    private typealias Webhook = InfisicalState.Webhook

    private static let events = ["secrets.modified", "secrets.rotation-failed"]

    /// Everything below `/api/v1/webhooks`.
    func webhooks(_ world: inout World, _ path: ArraySlice<String>) throws(InfisicalError) -> Answer {
        let state = world.state.infisical
        guard state.webhookRoutes != .refusingIdentities else {
            throw InfisicalError(
                status: 403, message: "You are not allowed to access this resource",
                error: "Forbidden access to \(request.target)")
        }
        switch (request.method, path.count) {
        case ("POST", 0): return try createWebhook(&world)
        case ("GET", 0): return try listWebhooks(state)
        case ("GET", 1) where state.webhookRoutes == .all:
            let webhook = try webhook(path, state, to: "read")
            return .json(["webhook": webhook.json(state, withURL: true)])
        case ("PATCH", 1):
            var webhook = try webhook(path, state, to: "edit")
            try change(&webhook)
            return answer("Successfully updated webhook", webhook, &world)
        case ("DELETE", 1):
            let webhook = try webhook(path, state, to: "delete")
            world.state.infisical[webhook: webhook.id] = nil
            return .json(["message": "Successfully deleted webhook", "webhook": webhook.json(state)])
        case ("POST", 2) where path.last == "test":
            // Also one that is disabled.
            let webhook = try webhook(path, state, to: "read")
            var answer = Answer(status: 200)
            answer.delivery = WebhookDelivery(testOf: webhook, state, now: now)
            return answer
        default: throw .unknownRoute(request)
        }
    }

    private func webhook(
        _ path: ArraySlice<String>, _ state: InfisicalState, to action: String
    ) throws(InfisicalError) -> Webhook {
        let id = path.first ?? ""
        guard let webhook = state[webhook: id] else { throw .notFound("Webhook with ID '\(id)' not found") }
        try checkProject(webhook.projectId, state)
        try checkPermission(action, on: "webhooks", state)
        return webhook
    }

    private func listWebhooks(_ state: InfisicalState) throws(InfisicalError) -> Answer {
        let query = request.query
        guard let project = query.nonEmpty("projectId") else { throw .validation([("projectId", "Required")]) }
        try checkProject(project, state)
        try checkPermission("read", on: "webhooks", state)
        let listed = state.webhooks.filter { webhook in
            webhook.projectId.isSame(as: project)
                && (query.nonEmpty("environment").map { $0.isSame(as: webhook.environment) } ?? true)
                && (query.nonEmpty("secretPath").map { $0.isSame(as: webhook.secretPath) } ?? true)
        }
        return .json([
            "message": "Successfully fetched webhook", "webhooks": .array(listed.map { $0.json(state, withURL: true) }),
        ])
    }

    private func createWebhook(_ world: inout World) throws(InfisicalError) -> Answer {
        let body = try body()
        let state = world.state.infisical
        let project = try body.required("projectId")
        let environment = try body.required("environment")
        let address = try body.required("webhookUrl")
        guard let url = WebhookURL(address) else { throw .validation([("webhookUrl", "Invalid url")]) }
        var webhook = Webhook(
            projectId: project, environment: environment, secretPath: body["secretPath"]?.string ?? "/", url: address,
            secretKey: body["webhookSecretKey"]?.string, createdAt: Int(now.timeIntervalSince1970))
        if webhook.secretPath.utf8.count > 1, webhook.secretPath.hasSuffix("/") { webhook.secretPath.removeLast() }
        if let type = body["type"] {
            guard let kind = type.string.flatMap(Webhook.Kind.init(rawValue:)) else {
                throw .validation([("type", "Invalid enum value")])
            }
            webhook.type = kind
        }
        if webhook.type == .slack, url.host != "hooks.slack.com" {
            throw .validation([("webhookUrl", "Incoming Webhook URL is invalid.")])
        }
        webhook.eventsFilter = try eventsFilter(body) ?? []
        try checkProject(project, state)
        try checkPermission("create", on: "webhooks", state)
        guard state.environment(project, environment) != nil else {
            throw .notFound("Environment with slug '\(environment)' in project with ID '\(project)' not found")
        }
        if url.hasCredentials { throw .badRequest("URLs with user credentials (e.g., user:pass@) are not allowed") }
        if url.isInternal, !state.allowsInternalAddresses { throw .badRequest("Local IPs not allowed as URL") }
        return answer("Successfully created webhook", webhook, &world)
    }

    private func change(_ webhook: inout Webhook) throws(InfisicalError) {
        let body = try body()
        let filter = try eventsFilter(body)
        guard body["isDisabled"] != nil || filter != nil else {
            throw .validation([("", "At least one field is required")])
        }
        if let isDisabled = body["isDisabled"] {
            guard let isDisabled = isDisabled.bool else { throw .validation([("isDisabled", "Expected boolean")]) }
            webhook.isDisabled = isDisabled
        }
        webhook.eventsFilter = filter ?? webhook.eventsFilter
        webhook.updatedAt = Int(now.timeIntervalSince1970)
    }

    private func eventsFilter(_ body: JSONValue) throws(InfisicalError) -> [String]? {
        guard let items = body["eventsFilter"] else { return nil }
        let names = items.array?.map { $0["eventName"]?.string ?? "" }
        guard let names, names.allSatisfy({ Self.events.contains($0) }) else {
            throw .validation([("eventsFilter", "Invalid enum value")])
        }
        return names
    }

    private func answer(_ message: String, _ webhook: Webhook, _ world: inout World) -> Answer {
        world.state.infisical[webhook: webhook.id] = webhook
        return .json(["message": .string(message), "webhook": webhook.json(world.state.infisical)])
    }
}

extension InfisicalState.Webhook {
    /// The API's form, which never has the key.
    func json(_ state: InfisicalState, withURL: Bool = false) -> JSONValue {
        let name = state.environment(projectId, environment)?.name ?? environment
        var members: [String: JSONValue] = [
            "id": .string(id), "projectId": .string(projectId), "secretPath": .string(secretPath),
            "type": .string(type.rawValue), "isDisabled": .bool(isDisabled),
            "lastStatus": lastStatus.map { .string($0.rawValue) } ?? JSONValue.null,
            "lastRunErrorMessage": lastRunErrorMessage.map { .string($0) } ?? JSONValue.null,
            "createdAt": .string(Timestamp.millisecondText(createdAt)),
            "updatedAt": .string(Timestamp.millisecondText(updatedAt)), "envId": .string("env-\(environment)"),
            "environment": [
                "id": .string("env-\(environment)"), "name": .string(name), "slug": .string(environment),
            ],
            "eventsFilter": .array(eventsFilter.map { ["eventName": .string($0)] }),
        ]
        if withURL { members["url"] = .string(url) }
        return .object(members)
    }
}
