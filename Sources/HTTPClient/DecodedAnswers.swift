// SPDX-License-Identifier: MIT

import Crypto
import NIOConcurrencyHelpers

/// Decodes each answer once: the confirming read of a push mostly brings what the first read brought.
///
/// To decode an answer takes ten times as long as to hash it. The last one of each address is known, by its digest:
/// the bytes themselves, full of secrets, are not kept.
package final class DecodedAnswers<Value: Sendable>: Sendable {
    private struct Known {
        var digest: SHA256Digest
        var value: Value
    }

    private let known = NIOLockedValueBox<[String: Known]>([:])

    /// Knows none yet.
    package init() {}

    /// What `decode` makes of the body, or made of the same bytes when this address last answered.
    package func value(
        of response: HTTPResponse, at address: String, decode: ([UInt8]) throws -> Value
    ) rethrows -> Value {
        let digest = SHA256.hash(data: response.body)
        if let last = known.withLockedValue({ $0[address] }), last.digest == digest { return last.value }
        let value = try decode(response.body)
        known.withLockedValue { $0[address] = Known(digest: digest, value: value) }
        return value
    }
}
