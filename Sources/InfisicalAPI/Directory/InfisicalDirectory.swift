// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

/// What an identity sees of its projects, beside their secrets.
package struct InfisicalDirectory: Sendable {
    let session: InfisicalSession
    let client: APIClient

    package init(session: InfisicalSession, client: APIClient) {
        self.session = session
        self.client = client
    }

    // MARK: Projects

    package func projects() async throws(CallFailure) -> Result<[ProjectListing], Denial> {
        try await firstRoute(
            [route(["v1", "projects"], [("type", "secret-manager")]), route(["v1", "workspace"])], "GET projects",
            .readProjects
        ) { json in
            try (json["projects"]?.array ?? json["workspaces"]?.array).orMalformed().map(ProjectListing.init(json:))
        }
    }

    /// One project, which the list need not have.
    package func project(_ id: String) async throws(CallFailure) -> Result<ProjectListing, Denial> {
        try await firstRoute(
            [route(["v1", "projects", id]), route(["v1", "workspace", id])], "GET projects/ID", .readProjects
        ) { json in
            try ProjectListing(json: try (json["project"] ?? json["workspace"]).orMalformed())
        }
    }

    /// The paths of an environment's folders but the root.
    package func folders(
        project: String, environment: String
    ) async throws(CallFailure) -> Result<[SecretPath], Denial> {
        try await firstRoute(
            [
                route(
                    ["v2", "folders"],
                    [("projectId", project), ("environment", environment), ("path", "/"), ("recursive", "true")]),
                route(
                    ["v1", "folders"],
                    [("workspaceId", project), ("environment", environment), ("path", "/"), ("recursive", "true")]),
            ], "GET folders", .readFolders
        ) { json in
            try (json["folders"]?.array).orMalformed().map { folder in
                SecretPath(try (folder["relativePath"]?.string ?? folder["name"]?.string).orMalformed())
            }
        }
    }

    /// Infisical's own Render Syncs.
    package func renderSyncs(project: String) async throws(CallFailure) -> Result<[ForeignSync], Denial> {
        try await renderSyncs(project) { try ($0["secretSyncs"]?.array).orMalformed().map(ForeignSync.init(json:)) }
    }

    /// The same as it came, for moving away from them.
    package func renderSyncsJSON(project: String) async throws(CallFailure) -> Result<JSONValue, Denial> {
        try await renderSyncs(project) { $0 }
    }

    private func renderSyncs<Value: Sendable>(
        _ project: String, read: (JSONValue) throws -> Value
    ) async throws(CallFailure) -> Result<Value, Denial> {
        try await firstRoute(
            [route(["v1", "secret-syncs", "render"], [("projectId", project)])], "GET secret-syncs/render", .readSyncs,
            read: read)
    }

    // MARK: Webhooks

    /// The webhooks of a project, or of one environment of it.
    package func webhooks(
        project: String, environment: String? = nil
    ) async throws(CallFailure) -> Result<[Webhook], Denial> {
        let query = [("projectId", project)] + (environment.map { [("environment", $0)] } ?? [])
        return try await firstRoute([route(["v1", "webhooks"], query)], "GET webhooks", .webhooks("read")) { json in
            try (json["webhooks"]?.array).orMalformed().map(Webhook.init(json:))
        }
    }

    package func createWebhook(_ new: NewWebhook) async throws(CallFailure) -> Result<Webhook, Denial> {
        var body: JSONMembers = [
            "projectId": .string(new.projectID), "environment": .string(new.environment),
            "secretPath": .string(new.path), "webhookUrl": .string(new.url), "type": .string(Webhook.general),
            "webhookSecretKey": .string(new.key.exposed),
        ]
        body["eventsFilter"] = Self.changesOnly
        let request = Request(.post, route(["v1", "webhooks"]), body: .object(body), hiding: [new.key])
        return try await call(request, "POST webhooks", .webhooks("create"), retrying: .onlyIfUnsent) { json in
            var webhook = try Webhook(json: json["webhook"].orMalformed())
            // The response lacks it.
            webhook.url = new.url
            return webhook
        }
    }

    /// Switches a webhook on, and has it deliver changes of secrets alone.
    package func repairWebhook(_ webhook: Webhook) async throws(CallFailure) -> Result<Void, Denial> {
        var body = JSONMembers()
        if webhook.isDisabled { body["isDisabled"] = .boolean(false) }
        if !webhook.deliversChanges { body["eventsFilter"] = Self.changesOnly }
        let request = Request(.patch, route(["v1", "webhooks", webhook.id]), body: .object(body))
        return try await call(request, "PATCH webhooks/ID", .webhooks("edit")) { _ in }
    }

    package func deleteWebhook(_ id: String) async throws(CallFailure) -> Result<Void, Denial> {
        let request = Request(.delete, route(["v1", "webhooks", id]), mayBeGone: true)
        return try await call(request, "DELETE webhooks/ID", .webhooks("delete")) { _ in }
    }

    /// Has the server send its test, and waits for the end of it. How it ended stands in the webhook's state.
    package func testWebhook(_ id: String) async throws(CallFailure) -> Result<Webhook.LastRun, Denial> {
        let request = Request(.post, route(["v1", "webhooks", id, "test"]))
        return try await call(request, "POST webhooks/ID/test", .webhooks("read"), retrying: .onlyIfUnsent) { json in
            try json["webhook"].map { try Webhook(json: $0).lastRun } ?? .none
        }
    }

    private static let changesOnly = JSONValue.array([.object(["eventName": .string("secrets.modified")])])

    // MARK: Calls

    private struct Request {
        var method: HTTPRequest.Method
        var url: String
        var body: JSONValue?
        var hiding: [Secret]
        /// Whether a 404 says that it is done already.
        var mayBeGone: Bool

        init(
            _ method: HTTPRequest.Method, _ url: String, body: JSONValue? = nil, hiding: [Secret] = [],
            mayBeGone: Bool = false
        ) {
            self.method = method
            self.url = url
            self.body = body
            self.hiding = hiding
            self.mayBeGone = mayBeGone
        }
    }

    private func route(_ path: [String], _ query: [(name: String, value: String)] = []) -> String {
        session.domain.appending(["api"] + path, query: query)
    }

    /// Calls the first of these routes that the server has.
    private func firstRoute<Value: Sendable>(
        _ urls: [String], _ endpoint: String, _ permission: Permission, read: (JSONValue) throws -> Value
    ) async throws(CallFailure) -> Result<Value, Denial> {
        for url in urls {
            let result = try await send(Request(.get, url), endpoint, permission, .idempotent, read)
            if let result { return result }
        }
        throw CallFailure(.refused, InfisicalMessages.noSuchRoute(endpoint))
    }

    private func call<Value: Sendable>(
        _ request: Request, _ endpoint: String, _ permission: Permission, retrying policy: RetryPolicy = .idempotent,
        read: (JSONValue) throws -> Value
    ) async throws(CallFailure) -> Result<Value, Denial> {
        let result = try await send(request, endpoint, permission, policy, read)
        guard let result else { throw CallFailure(.refused, InfisicalMessages.noSuchRoute(endpoint)) }
        return result
    }

    /// Nil when the server has no such route.
    private func send<Value: Sendable>(
        _ request: Request, _ endpoint: String, _ permission: Permission, _ policy: RetryPolicy,
        _ read: (JSONValue) throws -> Value
    ) async throws(CallFailure) -> Result<Value, Denial>? {
        var http = HTTPRequest(request.method, request.url, body: request.body?.encoded)
        // RFC 9110 8.6: a server that expects a body waits for one, or refuses, where nothing says that there is none.
        if request.method == .post, request.body == nil { http.headers["Content-Length"] = "0" }
        return try await session.call(client, http, endpoint: endpoint, retrying: policy) { response, token in
            if response.isSuccess {
                return .success(try read(response.body.isEmpty ? .null : JSONValue(json: response.body)))
            }
            if response.isMissingRoute { return nil }
            if response.status == 404, request.mayBeGone { return .success(try read(.null)) }
            let hidden = [token] + request.hiding
            guard response.status == 403 else {
                let hint = InfisicalMessages.directoryHint(response.status, endpoint)
                throw client.refusal(response, hint: hint, hiding: hidden)
            }
            let reason = Denial.Reason(APIErrorBody(response.body), permission)
            let hint = InfisicalMessages.remedy(reason, permission)
            let refusal = client.refusal(response, hint: hint, hiding: hidden)
            return .failure(Denial(reason, InfisicalMessages.call(endpoint, refusal.message)))
        }
    }
}

/// A webhook to be made: of type General, for changes of secrets alone.
package struct NewWebhook: Sendable, Equatable {
    package var projectID: String
    package var environment: String
    /// A glob over folders.
    package var path: String
    package var url: String
    package var key: Secret

    package init(projectID: String, environment: String, path: String, url: String, key: Secret) {
        self.projectID = projectID
        self.environment = environment
        self.path = path
        self.url = url
        self.key = key
    }
}
