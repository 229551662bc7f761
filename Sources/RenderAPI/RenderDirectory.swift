// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

/// A service that an API key sees.
package struct ServiceListing: Sendable, Equatable {
    package var id: String
    package var name: String
    /// As Render spells it: `web_service`, `cron_job`...
    package var type: String
    package var isSuspended: Bool
    package var dashboardURL: String?

    package init(id: String, name: String, type: String, isSuspended: Bool = false, dashboardURL: String? = nil) {
        self.id = id
        self.name = name
        self.type = type
        self.isSuspended = isSuspended
        self.dashboardURL = dashboardURL
    }
}

/// An environment group that an API key sees.
package struct GroupListing: Sendable, Equatable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// What an API key sees of its workspaces at Render.
package struct RenderDirectory: Sendable {
    /// Ten thousand items: more are no list to choose from.
    private static let pageBound = 100

    private let baseURL: BaseURL
    private let apiKey: RenderAPIKey
    private let client: APIClient

    package init(baseURL: BaseURL, apiKey: RenderAPIKey, client: APIClient) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.client = client
    }

    package func services() async throws(CallFailure) -> [ServiceListing] {
        try await list("services", member: "service", [("includePreviews", "false")]).map {
            json throws(CallFailure) in
            try read("services", json, ServiceListing.init(json:))
        }
    }

    package func groups() async throws(CallFailure) -> [GroupListing] {
        try await list("env-groups", member: "envGroup").map { json throws(CallFailure) in
            try read("env-groups", json, GroupListing.init(json:))
        }
    }

    /// Every item of a list. The definition has bare items where others read them beside a cursor: both are taken.
    private func list(
        _ collection: String, member: String, _ filter: [(String, String)] = []
    ) async throws(CallFailure) -> [JSONValue] {
        var items: [JSONValue] = []
        var cursors: [String] = []
        for _ in 0..<Self.pageBound {
            let query = [("limit", String(RenderPage.size))] + filter + (cursors.last.map { [("cursor", $0)] } ?? [])
            let page = try await page(collection, query)
            items += page.map { $0[member] ?? $0 }
            guard page.count >= RenderPage.size, let next = page.last?["cursor"]?.string else { return items }
            guard !cursors.contains(where: { $0.hasSameBytes(as: next) }) else { break }
            cursors.append(next)
        }
        throw CallFailure(.refused, RenderMessages.endlessList(collection))
    }

    private func page(_ collection: String, _ query: [(String, String)]) async throws(CallFailure) -> [JSONValue] {
        let url = baseURL.appending([collection], query: query.map { (name: $0.0, value: $0.1) })
        let endpoint = "GET \(collection)"
        return try await client.call(HTTPRequest(.get, url, token: apiKey.secret), endpoint: endpoint) { response in
            guard response.isSuccess else {
                if response.status == 404 { throw APIRefusal(RenderMessages.notRender, standsAlone: true) }
                throw client.refusal(response, hint: RenderMessages.check(apiKey.variable), hiding: [apiKey.secret])
            }
            return try (JSONValue(json: response.body).array).orMalformed()
        }
    }

    private func read<Value>(
        _ collection: String, _ json: JSONValue, _ item: (JSONValue) throws(JSONReader.Malformed) -> Value
    ) throws(CallFailure) -> Value {
        do throws(JSONReader.Malformed) {
            return try item(json)
        } catch {
            throw CallFailure(.refused, RenderMessages.unreadableList(collection))
        }
    }
}

extension ServiceListing {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        id = try (json["id"]?.string).orMalformed()
        name = json["name"]?.string ?? id
        type = json["type"]?.string ?? "service"
        isSuspended = json["suspended"]?.string == "suspended"
        dashboardURL = json["dashboardUrl"]?.string
    }
}

extension GroupListing {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        id = try (json["id"]?.string).orMalformed()
        name = json["name"]?.string ?? id
    }
}
