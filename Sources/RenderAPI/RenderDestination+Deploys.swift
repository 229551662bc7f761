// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

extension RenderDestination {
    /// A success of a deploy that is not documented: whether one has started is not known.
    private struct UndocumentedSuccess: Error {}

    package func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(CallFailure) -> DeployAnswer {
        let body = RenderBody.deploy(mode)
        var request = HTTPRequest(.post, address(of: service, ["deploys"]), token: apiKey, body: body)
        request.needsFreshConnection = true
        let client = client.within(deadline)
        return try await client.call(request, endpoint: "POST deploys", retrying: .onlyIfUnsent) { response in
            switch response.status {
            case 201: return .started(id: try (JSONValue(json: response.body)["id"]?.string).orMalformed())
            // It waits for another deploy. A body is not documented.
            case 202:
                let id = (try? JSONValue(json: response.body))?["id"]?.string
                return id.map { .started(id: $0) } ?? .queued(at: response.date)
            case 400, 409:
                if Self.saysSuspended(response) { return .suspended }
            default:
                if Self.saysGone(response) { return .gone }
            }
            try check(response, hint: RenderMessages.deploy)
            throw UndocumentedSuccess()
        }
    }

    package func service(_ id: String, within deadline: Deadline) async throws(CallFailure) -> RenderService? {
        let request = HTTPRequest(.get, address(of: id), token: apiKey)
        return try await client.within(deadline).call(request, endpoint: "GET service") { response in
            if Self.saysGone(response) { return nil }
            try check(response, of: id)
            let service = try JSONValue(json: response.body)
            let page = service["dashboardUrl"]?.string
            return RenderService(
                id, name: service["name"]?.string, isStaticSite: service["type"]?.string.map { $0 == "static_site" },
                page: page.flatMap { $0.hasPrefix("https://") ? $0 : nil })
        }
    }

    package func deploy(
        _ id: String, of service: String, within deadline: Deadline
    ) async throws(CallFailure) -> ListedDeploy {
        let request = HTTPRequest(.get, address(of: service, ["deploys", id]), token: apiKey)
        return try await client.within(deadline).call(request, endpoint: "GET deploy") { response in
            try check(response, of: service)
            return try ListedDeploy(JSONValue(json: response.body)).orMalformed()
        }
    }

    package func newestDeploy(
        of service: String, within deadline: Deadline
    ) async throws(CallFailure) -> ListedDeploy? {
        let request = HTTPRequest(.get, address(of: service, ["deploys"], query: [("limit", "1")]), token: apiKey)
        return try await client.within(deadline).call(request, endpoint: "GET deploys") { response in
            try check(response, of: service)
            guard let newest = try JSONValue(json: response.body).array.orMalformed().first else { return nil }
            return try ListedDeploy(newest["deploy"] ?? newest).orMalformed()
        }
    }

    private func check(_ response: HTTPResponse, of service: String) throws {
        if response.status == 404 { throw APIRefusal(RenderMessages.noService(service), standsAlone: true) }
        try check(response, hint: RenderMessages.deploy)
    }

    private func address(
        of service: String, _ segments: [String] = [], query: [(name: String, value: String)] = []
    ) -> String {
        baseURL.appending(["services", service] + segments, query: query)
    }

    private static func saysGone(_ response: HTTPResponse) -> Bool { response.status == 404 || response.status == 410 }

    /// Render's words are `cannot deploy suspended service`.
    private static func saysSuspended(_ response: HTTPResponse) -> Bool {
        let message = APIErrorBody(response.body)?.message ?? ""
        return SafeText.clean(message).lowercased().contains("suspended")
    }
}

extension ListedDeploy {
    /// Nil where there is no id or no status.
    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let status = json["status"]?.string else { return nil }
        self.init(
            id: id, phase: DeployPhase(status),
            createdAt: json["createdAt"]?.string.flatMap { Moment(rfc3339: $0) })
    }
}

extension HTTPResponse {
    /// When the response was made, by the sender's clock.
    fileprivate var date: Moment? {
        headers["date"].flatMap { Moment(httpDate: $0) }
    }
}
