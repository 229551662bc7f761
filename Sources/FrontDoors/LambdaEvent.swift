// SPDX-License-Identifier: MIT

import FoundationEssentials
import SyncCore

/// What an invocation of the function is about.
enum LambdaEvent: Equatable {
    /// A request to the Function URL or to an HTTP API.
    case request(DoorRequest)
    /// Messages of a queue.
    case messages([QueuedMessage])
}

/// An event that is neither.
enum LambdaEventError: Error, Equatable {
    case unknown
    /// A REST API's or a load balancer's.
    case otherFormat
    /// The body is not the base64 that the event says it is.
    case unreadableBody

    /// What happened and what to do, for the function's log.
    var message: String {
        switch self {
        case .unknown:
            "the event is no delivery: expected a request of a Function URL or an HTTP API, or messages of SQS"
        case .otherFormat:
            "the request is not of payload format 2.0: use a Function URL, or an HTTP API with that format"
        case .unreadableBody: "the event's body is not base64"
        }
    }
}

extension LambdaEvent {
    /// Payload format 2.0, as far as it matters here.
    /// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
    private struct Payload: Decodable {
        struct Context: Decodable {
            struct HTTP: Decodable {
                var method: String
            }

            var http: HTTP?
            var stage: String?
        }

        var rawPath: String?
        var headers: [String: String]?
        var requestContext: Context?
        var body: String?
        var isBase64Encoded: Bool?
        var httpMethod: String?
        var Records: [QueuedMessage.Record]?
    }

    /// Reads an event's JSON.
    init(_ payload: [UInt8]) throws(LambdaEventError) {
        guard let event = try? JSONDecoder().decode(Payload.self, from: Data(payload)) else { throw .unknown }
        if let records = event.Records {
            let messages = records.compactMap { QueuedMessage($0) }
            guard !messages.isEmpty, messages.count == records.count else { throw .unknown }
            self = .messages(messages)
            return
        }
        guard let method = event.requestContext?.http?.method, let path = event.rawPath else {
            throw event.httpMethod == nil ? .unknown : .otherFormat
        }
        self = .request(
            DoorRequest(
                method: method, target: Self.path(path, stage: event.requestContext?.stage),
                signatures: Self.signatures(event.headers ?? [:]), body: try Self.body(event)))
    }

    /// An HTTP API puts the name of a stage before the path, unless it is the default one.
    private static func path(_ path: String, stage: String?) -> String {
        guard let stage, stage != "$default", path == "/\(stage)" || path.hasPrefix("/\(stage)/") else { return path }
        let rest = path.dropFirst(stage.utf8.count + 1)
        return rest.isEmpty ? "/" : String(rest)
    }

    /// Names come in any case; a repeated header's values come in one, joined by commas, and a signature has none.
    private static func signatures(_ headers: [String: String]) -> [String] {
        headers.filter { $0.key.lowercased() == SignatureHeader.name }
            .flatMap { $0.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    private static func body(_ event: Payload) throws(LambdaEventError) -> [UInt8] {
        guard event.isBase64Encoded == true else { return Array((event.body ?? "").utf8) }
        guard let bytes = Data(base64Encoded: event.body ?? "") else { throw .unreadableBody }
        return Array(bytes)
    }
}
