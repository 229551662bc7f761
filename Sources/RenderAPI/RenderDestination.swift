// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import NIOConcurrencyHelpers
import SyncCore

/// A sync's destination: the variables or secret files of a service or an environment group at Render.
package struct RenderDestination: SecretDestination {
    private let destination: SyncDestination
    let baseURL: BaseURL
    let apiKey: Secret
    private let messages: RenderMessages
    private let rateLimiter: RenderRateLimiter
    let client: APIClient
    private let pageCursors = NIOLockedValueBox(PageCursors())

    /// What became of a page. Not a tuple: the optimizer of Swift 6.3 loses parts of those that a task group's children
    /// return.
    private struct PageResult {
        var cursor: String?
        var result: Result<RenderPage, CallFailure>
    }

    /// What a list looked like when it was last read, and still looks like if nobody else wrote.
    private struct PageCursors {
        /// Where its pages but the first begin.
        var cursors: [String] = []
        var keys: Set<Key> = []
    }

    /// `variablePrefix` is what the sync's variables begin with. `makeClient` gets what is to see every response.
    package init(
        _ destination: SyncDestination, baseURL: BaseURL, apiKey: Secret, variablePrefix: String = "RENDER_SYNC",
        rateLimiter: RenderRateLimiter,
        makeClient: (@escaping @Sendable (HTTPRequest, HTTPResponse) -> Void) -> APIClient
    ) {
        self.destination = destination
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.rateLimiter = rateLimiter
        messages = RenderMessages(destination: destination, variablePrefix: variablePrefix)
        client = makeClient { rateLimiter.observe($0, $1) }.limited(by: rateLimiter)
    }

    package var allowance: WriteAllowance { rateLimiter.allowance }

    package var canReplaceAll: Bool {
        if case .service = destination.scope { true } else { false }
    }

    // MARK: Reading

    package func read() async throws(CallFailure) -> DestinationState {
        let state =
            switch destination.scope {
            case .service(let id): DestinationState(entries: try await readService(), services: [RenderService(id)])
            case .environmentGroup: try await readGroup()
            }
        client.knownSecrets.insert(Array(state.entries.values))
        return state
    }

    /// Page by page; a second time all at once, for as long as each still ends where the next was asked to begin.
    private func readService() async throws(CallFailure) -> [Key: Secret] {
        var ahead = await pages(after: [nil] + pageCursors.withLockedValue(\.cursors))
        var entries: [Key: Secret] = [:]
        var cursors: [String] = []
        while true {
            let page: RenderPage
            switch ahead.removeValue(forKey: cursors.last) {
            case .success(let read): page = read
            case .failure(let failure) where cursors.isEmpty: throw failure
            // Its cursor may no longer exist: a page that is needed is asked for again.
            case .failure, nil: page = try await self.page(after: cursors.last)
            }
            for item in page.items { entries[item.key] = item.value }
            guard page.items.count >= RenderPage.size, let next = page.cursor else { break }
            // A cursor that leads in circles: what it did not list, a bulk write would delete.
            guard !cursors.contains(where: { $0.hasSameBytes(as: next) }) else {
                throw CallFailure(.refused, RenderMessages.endlessList(collection))
            }
            cursors.append(next)
        }
        let read = PageCursors(cursors: cursors, keys: Set(entries.keys))
        pageCursors.withLockedValue { $0 = read }
        return entries
    }

    /// The pages after these cursors, read at the same time.
    private func pages(after cursors: [String?]) async -> [String?: Result<RenderPage, CallFailure>] {
        await withTaskGroup(of: PageResult.self) { group in
            for cursor in cursors {
                group.addTask {
                    do throws(CallFailure) {
                        return PageResult(cursor: cursor, result: .success(try await page(after: cursor)))
                    } catch {
                        return PageResult(cursor: cursor, result: .failure(error))
                    }
                }
            }
            var pages: [String?: Result<RenderPage, CallFailure>] = [:]
            for await page in group {
                pages[page.cursor] = page.result
                // Without the first one no other is of use.
                if page.cursor == nil, case .failure = page.result { group.cancelAll() }
            }
            return pages
        }
    }

    private func page(after cursor: String?) async throws(CallFailure) -> RenderPage {
        let query = [("limit", String(RenderPage.size))] + (cursor.map { [("cursor", $0)] } ?? [])
        let request = HTTPRequest(.get, address([collection], query: query), token: apiKey)
        let kind = destination.kind
        return try await client.call(request, endpoint: "GET \(collection)") { response in
            try check(response)
            return try JSONReader.read(response.body) { (reader) throws(JSONReader.Malformed) in
                try RenderPage(&reader, kind)
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

    private func readGroup() async throws(CallFailure) -> DestinationState {
        let kind = destination.kind
        let request = HTTPRequest(.get, address([]), token: apiKey)
        return try await client.call(request, endpoint: "GET env-groups") { response in
            try check(response)
            let group = try JSONReader.read(response.body) { (reader) throws(JSONReader.Malformed) in
                try RenderEnvGroup(&reader, kind)
            }
            return DestinationState(
                entries: Dictionary(group.items.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }),
                services: group.services)
        }
    }

    // MARK: Writing

    package func put(_ write: Entry) async throws(CallFailure) {
        let body = RenderBody.value(write.value, destination.kind)
        let request = HTTPRequest(.put, try address(write.key), token: apiKey, body: body)
        forgetPages(unlessHolding: write.key)
        try await client.call(request, endpoint: "PUT \(collection)/KEY") { response in
            try check(response, key: write.key, hiding: [write.value])
        }
    }

    package func delete(_ key: Key) async throws(CallFailure) {
        let request = HTTPRequest(.delete, try address(key), token: apiKey)
        forgetPages()
        try await client.call(request, endpoint: "DELETE \(collection)/KEY") { response in
            // Gone already: deleted by an attempt whose response was lost, or by somebody else.
            if response.status != 404 { try check(response, key: key) }
        }
    }

    package func replaceAll(_ entries: [Entry]) async throws(CallFailure) {
        let body = RenderBody.list(entries, destination.kind)
        let request = HTTPRequest(.put, address([collection]), token: apiKey, body: body)
        forgetPages()
        client.knownSecrets.insert(entries.map(\.value))
        try await client.call(request, endpoint: "PUT \(collection)") { response in try check(response) }
    }

    // MARK: Addresses and refusals

    private var collection: String { destination.kind == .env ? "env-vars" : "secret-files" }

    private func address(_ key: Key) throws(CallFailure) -> String {
        guard key.hasAddress else {
            throw CallFailure(.refused, RenderMessages.noAddress(key))
        }
        return address([collection, key.name])
    }

    private func address(_ segments: [String], query: [(name: String, value: String)] = []) -> String {
        switch destination.scope {
        case .service(let id): baseURL.appending(["services", id] + segments, query: query)
        case .environmentGroup(let id): baseURL.appending(["env-groups", id] + segments, query: query)
        }
    }

    func check(
        _ response: HTTPResponse, key: Key? = nil, hint: String? = nil, hiding secrets: [Secret] = []
    ) throws {
        guard !response.isSuccess else { return }
        if response.status == 404 { throw notFound(response) }
        let isAboutKey = response.status == 401 || response.status == 403
        let refusal = client.refusal(
            response, hint: isAboutKey ? RenderMessages.key : hint, hiding: secrets + [apiKey])
        throw key.map { APIRefusal(RenderMessages.key($0, refusal.message)) } ?? refusal
    }

    /// Of a 404: whether it is Render that answers. Its error bodies have a message, and an id at most.
    private func notFound(_ response: HTTPResponse) -> APIRefusal {
        let body = APIErrorBody(response.body)
        let isRender = body.map { !$0.hasStatusCode && !$0.hasRequestID } ?? response.body.isEmpty
        return APIRefusal(isRender ? messages.notFound : RenderMessages.notRender, standsAlone: true)
    }
}
