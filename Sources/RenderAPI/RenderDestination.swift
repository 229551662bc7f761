// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import NIOConcurrencyHelpers
import SyncCore

/// A sync's destination: the variables or secret files of a service or an environment group at Render.
package struct RenderDestination: SecretDestination {
    /// The most items that Render lists in one answer.
    private static let pageSize = 100

    private let destination: SyncDestination
    private let baseURL: BaseURL
    private let apiKey: Secret
    private let rateLimiter: RenderRateLimiter
    private let client: APIClient
    private let decoded = DecodedAnswers<RenderPage>()
    private let pageCursors = NIOLockedValueBox(PageCursors())

    /// The answer to a deploy has a status that is not documented: whether one has started is not known.
    private struct UnexpectedStatus: Error {}

    /// What became of a page. Not a tuple: the optimizer of Swift 6.3 loses parts of those that a task group's children
    /// return.
    private struct Reading {
        var cursor: String?
        var result: Result<RenderPage, ServiceFailure>
    }

    /// What a list looked like when it was last read, and still looks like if nobody else wrote.
    private struct PageCursors {
        /// Where its pages but the first begin.
        var cursors: [String] = []
        var keys: Set<Key> = []
    }

    /// Takes the sync's destination, the API's address and key, and what the process knows of its rate limit.
    /// `makeClient` gets what is to see every answer.
    package init(
        _ destination: SyncDestination, baseURL: BaseURL, apiKey: Secret, rateLimiter: RenderRateLimiter,
        makeClient: (@escaping @Sendable (HTTPRequest, HTTPResponse) -> Void) -> APIClient
    ) {
        self.destination = destination
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.rateLimiter = rateLimiter
        client = makeClient { rateLimiter.observe($0, $1) }.gated(by: rateLimiter)
    }

    package var allowance: WriteAllowance { rateLimiter.allowance }

    package var canReplaceAll: Bool {
        if case .service = destination.scope { true } else { false }
    }

    // MARK: Reading

    package func read() async throws(ServiceFailure) -> DestinationState {
        switch destination.scope {
        case .service(let id):
            return DestinationState(entries: try await readService(), services: [id])
        case .environmentGroup:
            return try await readGroup()
        }
    }

    /// Page by page; a second time all at once, for as long as each still ends where the next was asked to begin.
    private func readService() async throws(ServiceFailure) -> [Key: Secret] {
        var ahead = await pages(after: [nil] + pageCursors.withLockedValue(\.cursors))
        var entries: [Key: Secret] = [:]
        var cursors: [String] = []
        while true {
            let page: RenderPage
            switch ahead.removeValue(forKey: cursors.last) {
            case .success(let read): page = read
            case .failure(let failure) where cursors.isEmpty: throw failure
            // Its cursor may be one that is no more: who needs the page asks for it.
            case .failure, nil: page = try await self.page(after: cursors.last)
            }
            for item in page.items { entries[item.key] = item.value }
            guard page.items.count >= Self.pageSize, let next = page.cursor else { break }
            // A cursor that leads in circles: what it did not list, a bulk write would delete.
            guard !cursors.contains(next) else {
                throw ServiceFailure(.refused, "Render GET \(collection): the list does not end")
            }
            cursors.append(next)
        }
        let read = PageCursors(cursors: cursors, keys: Set(entries.keys))
        pageCursors.withLockedValue { $0 = read }
        return entries
    }

    /// The pages after these cursors, read at the same time.
    private func pages(after cursors: [String?]) async -> [String?: Result<RenderPage, ServiceFailure>] {
        await withTaskGroup(of: Reading.self) { group in
            for cursor in cursors {
                group.addTask {
                    do throws(ServiceFailure) {
                        return Reading(cursor: cursor, result: .success(try await page(after: cursor)))
                    } catch {
                        return Reading(cursor: cursor, result: .failure(error))
                    }
                }
            }
            var pages: [String?: Result<RenderPage, ServiceFailure>] = [:]
            for await reading in group {
                pages[reading.cursor] = reading.result
                // Without the first one no other is of use.
                if reading.cursor == nil, case .failure = reading.result { group.cancelAll() }
            }
            return pages
        }
    }

    private func page(after cursor: String?) async throws(ServiceFailure) -> RenderPage {
        let query = [("limit", String(Self.pageSize))] + (cursor.map { [("cursor", $0)] } ?? [])
        let request = HTTPRequest(.get, address([collection], query: query), token: apiKey)
        let kind = destination.kind
        return try await client.call(request, endpoint: "GET \(collection)") { response in
            try check(response)
            return try decoded.value(of: response, at: request.url) { body in
                try JSONReader.read(body) { (reader) throws(JSONReader.Malformed) in try RenderPage(&reader, kind) }
            }
        }
    }

    /// A list that gets longer or shorter has other pages.
    private func forgetPages(unlessHolding key: Key? = nil) {
        pageCursors.withLockedValue { pageCursors in
            if let key, pageCursors.keys.contains(key) { return }
            pageCursors = PageCursors()
        }
    }

    private func readGroup() async throws(ServiceFailure) -> DestinationState {
        let kind = destination.kind
        let request = HTTPRequest(.get, address([]), token: apiKey)
        return try await client.call(request, endpoint: "GET env-groups") { response in
            try check(response)
            let group = try JSONReader.read(response.body) { (reader) throws(JSONReader.Malformed) in
                try RenderEnvGroup(&reader, kind)
            }
            return DestinationState(
                entries: Dictionary(group.items.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }),
                services: group.services, changedAt: group.updatedAt)
        }
    }

    // MARK: Writing

    package func put(_ write: Plan.Write) async throws(ServiceFailure) {
        let body = RenderBody.value(write.value, destination.kind)
        let request = HTTPRequest(.put, try address(write.key), token: apiKey, body: body)
        forgetPages(unlessHolding: write.key)
        try await client.call(request, endpoint: "PUT \(collection)/KEY") { response in
            try check(response, key: write.key, hiding: [write.value])
        }
    }

    package func delete(_ key: Key) async throws(ServiceFailure) {
        let request = HTTPRequest(.delete, try address(key), token: apiKey)
        forgetPages()
        try await client.call(request, endpoint: "DELETE \(collection)/KEY") { response in
            // Gone already: deleted by an attempt whose answer was lost, or by somebody else.
            if response.status != 404 { try check(response, key: key) }
        }
    }

    package func replaceAll(_ entries: [Plan.Write]) async throws(ServiceFailure) {
        let body = RenderBody.list(entries, destination.kind)
        let request = HTTPRequest(.put, address([collection]), token: apiKey, body: body)
        forgetPages()
        try await client.call(request, endpoint: "PUT \(collection)") { response in
            try check(response, hiding: entries.map(\.value))
        }
    }

    package func deploy(
        service: String, mode: SyncOptions.DeployMode?, within deadline: Deadline
    ) async throws(ServiceFailure) -> String? {
        let body = RenderBody.deploy(mode)
        var request = HTTPRequest(
            .post, baseURL.appending(["services", service, "deploys"]), token: apiKey, body: body)
        request.needsFreshConnection = true
        let client = client.within(deadline)
        return try await client.call(request, endpoint: "POST deploys", repetition: .onlyIfUnsent) { response in
            try check(response, hint: "service \(service): see whether it is suspended or being deleted")
            // 201 with the deploy, or 202 where it waits for another; anything else is no answer of Render's.
            switch response.status {
            case 201: return try (JSONValue(json: response.body)["id"]?.string).orMalformed()
            case 202: return (try? JSONValue(json: response.body))?["id"]?.string
            default: throw UnexpectedStatus()
            }
        }
    }

    // MARK: Addresses and answers

    private var collection: String { destination.kind == .env ? "env-vars" : "secret-files" }

    private func address(_ key: Key) throws(ServiceFailure) -> String {
        guard key.hasAddress else {
            throw ServiceFailure(.refused, "the key \"\(key)\" cannot be part of an address: rename it at Render")
        }
        return address([collection, key.name])
    }

    private func address(_ segments: [String], query: [(name: String, value: String)] = []) -> String {
        switch destination.scope {
        case .service(let id): baseURL.appending(["services", id] + segments, query: query)
        case .environmentGroup(let id): baseURL.appending(["env-groups", id] + segments, query: query)
        }
    }

    private func check(
        _ response: HTTPResponse, key: Key? = nil, hint: String? = nil, hiding secrets: [Secret] = []
    ) throws {
        guard !response.isSuccess else { return }
        let hint =
            switch response.status {
            case 401, 403: "check RENDER_API_KEY, or the key of this sync's connection"
            case 404: "check the id in \(destination)"
            default: hint
            }
        var refusal = APIErrorBody.refusal(response, hint: hint, hiding: secrets + [apiKey])
        if let key { refusal = APIRefusal("key \(SafeText.clean(key.name)): \(refusal.message)") }
        throw refusal
    }
}
