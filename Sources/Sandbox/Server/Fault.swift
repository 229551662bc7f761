// SPDX-License-Identifier: MIT

/// Something that goes wrong with certain requests.
package struct Fault: Codable, Sendable {
    package enum Action: Sendable, Equatable {
        /// The request has no effect and this is answered.
        case status(Int, headers: [String: String] = [:], body: String = "")
        /// The request has no effect and the client is sent elsewhere: 301, 302, 307, 308.
        case redirect(Int, to: String)
        /// The request has no effect and the connection is reset.
        case resetBeforeAnswer
        /// The request takes effect, half of the answer is sent and the connection is reset.
        case resetMidAnswer
        /// The request takes effect and the connection is reset: the answer is lost.
        case resetAfterHandling
        /// The request has no effect and is never answered.
        case hang
        /// The request takes effect, and its answer says so with half of the body, as a complete HTTP message.
        case truncatedJSON
        /// The request has no effect and the answer is 200 with JSON of another shape.
        case wrongJSON
        /// The request takes effect, and its answer's JSON, or each item of it, is changed after RFC 7396.
        case patch(JSONValue)
        /// The request has no effect and a proxy's error page is answered.
        case htmlPage(Int)
        /// The request takes effect at once and is answered after this time.
        case delay(Duration)
        /// The request has no effect, and the answer's body goes on until the client hangs up.
        case endlessBody
        /// All tokens of logins expire before the request is served.
        case expireToken
    }

    package var service: SandboxService
    /// The method; nil: any.
    package var method: String?
    /// What the path begins with, as received and without the query; nil: anything.
    package var pathPrefix: String?
    /// What the path and query hold, as received; nil: anything.
    package var pathContains: String?
    /// Which of the matching requests is the first to be hit, from 1; nil: every one.
    package var occurrence: Int?
    /// How many matching requests are hit from `occurrence` on.
    package var count: Int
    package var action: Action

    package init(
        _ service: SandboxService, method: String? = nil, pathPrefix: String? = nil, pathContains: String? = nil,
        occurrence: Int? = nil, count: Int = 1, action: Action
    ) {
        self.service = service
        self.method = method
        self.pathPrefix = pathPrefix
        self.pathContains = pathContains
        self.occurrence = occurrence
        self.count = count
        self.action = action
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(SandboxService.self, forKey: .service),
            method: try container.decodeIfPresent(String.self, forKey: .method),
            pathPrefix: try container.decodeIfPresent(String.self, forKey: .pathPrefix),
            pathContains: try container.decodeIfPresent(String.self, forKey: .pathContains),
            occurrence: try container.decodeIfPresent(Int.self, forKey: .occurrence),
            count: try container.value(.count, default: 1),
            action: try container.decode(Action.self, forKey: .action))
    }

    func matches(_ service: SandboxService, _ request: ReceivedRequest) -> Bool {
        self.service == service
            && (method.map { $0.uppercased() == request.method } ?? true)
            && (pathPrefix.map { request.path.utf8.starts(with: $0.utf8) } ?? true)
            && (pathContains.map { request.target.contains($0) } ?? true)
    }
}
