// SPDX-License-Identifier: MIT

import FoundationEssentials

/// What the function hands back for an event.
enum LambdaResponse {
    private struct HTTP: Encodable {
        var statusCode: Int
        var headers: [String: String]
        var body: String
        var isBase64Encoded = false
    }

    private struct Batch: Encodable {
        struct Item: Encodable {
            var itemIdentifier: String
        }

        var batchItemFailures: [Item]
    }

    private struct Failure: Encodable {
        var errorMessage: String
        var errorType: String
        var stackTrace: [String] = []
    }

    /// A response of payload format 2.0.
    static func http(_ answer: DoorAnswer, isHead: Bool) -> [UInt8] {
        let headers = Dictionary(answer.headers.map { ($0.name, $0.value) }) { first, _ in first }
        return encoded(
            HTTP(
                statusCode: answer.status, headers: headers,
                body: isHead ? "" : String(decoding: answer.body, as: UTF8.self)))
    }

    /// The messages that the queue must hand out again; the others are done. The trigger must have
    /// `ReportBatchItemFailures`, or Lambda takes all of them for done.
    static func batch(failed: [String]) -> [UInt8] {
        encoded(Batch(batchItemFailures: failed.map { Batch.Item(itemIdentifier: $0) }))
    }

    /// An error of the function itself.
    static func failure(_ type: String, _ message: String) -> [UInt8] {
        encoded(Failure(errorMessage: message, errorType: type))
    }

    private static func encoded(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain text and numbers: their encoding cannot fail.
        return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
    }
}
