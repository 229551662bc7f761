// SPDX-License-Identifier: MIT

import JSON

/// What the function hands back for an event.
enum LambdaResponse {
    /// A response of payload format 2.0.
    static func http(_ response: WebhookResponse, isHead: Bool) -> [UInt8] {
        let headers = JSONMembers(response.headers.map { ($0.name, JSONValue.string($0.value)) })
        return JSONValue.object([
            "statusCode": .whole(Int64(response.status)), "headers": .object(headers),
            "body": .string(isHead ? "" : String(decoding: response.body, as: UTF8.self)),
            "isBase64Encoded": .boolean(false),
        ]).encoded
    }

    /// The messages that the queue must hand out again; the others are done. The trigger must have
    /// `ReportBatchItemFailures`, or Lambda takes all of them for done.
    static func batch(failed: [String]) -> [UInt8] {
        let items = failed.map { JSONValue.object(["itemIdentifier": .string($0)]) }
        return JSONValue.object(["batchItemFailures": .array(items)]).encoded
    }

    /// An error of the function itself.
    static func failure(_ type: String, _ message: String) -> [UInt8] {
        JSONValue.object([
            "errorType": .string(type), "errorMessage": .string(message), "stackTrace": .array([]),
        ]).encoded
    }
}
