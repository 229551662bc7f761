// SPDX-License-Identifier: MIT

import Basics
import FoundationEssentials
import JSON
import SyncCore

/// What an invocation of the function is about.
enum LambdaEvent: Equatable {
    /// A request to the Function URL or to an HTTP API.
    case request(WebhookRequest)
    /// Messages of a queue.
    case messages([SQSMessage])
}

/// An event that is neither.
enum LambdaEventError: Error, Equatable {
    case unknown
    /// A REST API's or a load balancer's.
    case otherFormat
    /// The body is not the base64 that the event says it is.
    case unreadableBody
}

extension LambdaEvent {
    /// Reads an event's JSON: payload format 2.0, as far as it matters here, or messages of SQS.
    /// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
    init(_ payload: [UInt8]) throws(LambdaEventError) {
        guard let event = try? JSONValue(json: payload) else { throw .unknown }
        if let records = event["Records"]?.array {
            let messages = records.compactMap { SQSMessage($0) }
            guard !messages.isEmpty, messages.count == records.count else { throw .unknown }
            self = .messages(messages)
            return
        }
        let context = event["requestContext"]
        guard let method = context?["http"]?["method"]?.string, let path = event["rawPath"]?.string else {
            throw event["httpMethod"] == nil ? .unknown : .otherFormat
        }
        self = .request(
            WebhookRequest(
                method: method, target: Self.path(path, stage: context?["stage"]?.string),
                signatures: Self.signatures(event["headers"]?.object ?? [:]), body: try Self.body(event)))
    }

    /// An HTTP API puts the name of a stage before the path, unless it is the default one.
    private static func path(_ path: String, stage: String?) -> String {
        guard let stage, !stage.hasSameBytes(as: "$default"), path.utf8.starts(with: "/\(stage)".utf8) else {
            return path
        }
        let rest = path.utf8.dropFirst(stage.utf8.count + 1)
        guard let first = rest.first else { return "/" }
        return first == UInt8(ascii: "/") ? String(decoding: rest, as: UTF8.self) : path
    }

    /// Names come in any case; a repeated header's values come in one, joined by commas, and a signature has none.
    private static func signatures(_ headers: JSONMembers) -> [String] {
        headers.filter { ASCII.isSame($0.key, SignatureHeader.name) }
            .flatMap {
                ($0.value.string ?? "").utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                    .map { String(decoding: $0, as: UTF8.self) }
            }
    }

    private static func body(_ event: JSONValue) throws(LambdaEventError) -> [UInt8] {
        let body = event["body"]?.string ?? ""
        guard case .boolean(true)? = event["isBase64Encoded"] else { return Array(body.utf8) }
        guard let bytes = Data(base64Encoded: body) else { throw .unreadableBody }
        return Array(bytes)
    }
}
