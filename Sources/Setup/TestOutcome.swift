// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What became of a test delivery.
package enum TestOutcome: Sendable, Equatable {
    /// The endpoint took it.
    case verified
    /// The endpoint is there, and has another key.
    case wrongKey
    /// Nothing answers at the address; with the caller's error.
    case unreachable(String)
    /// Something else answers, or the endpoint has another fault.
    case otherAnswer(Int)
    /// It failed otherwise, or nothing is known of it.
    case unclear(String)

    /// Reads a webhook's state after its test: Infisical keeps the words of its HTTP client (axios, on Node).
    package init(_ lastRun: Webhook.LastRun) {
        switch lastRun {
        case .success: self = .verified
        case .none: self = .unclear("Infisical does not say how the test ended")
        case .failed(let text):
            let text = SafeText.clean(text ?? "Infisical does not say why")
            if let status = Self.status(in: text) {
                self.init(status: status)
            } else if Self.isUnreachable(text) {
                self = .unreachable(text)
            } else {
                self = .unclear(text)
            }
        }
    }

    /// A word for programs.
    package var word: String {
        switch self {
        case .verified: "verified"
        case .wrongKey: "wrong key"
        case .unreachable: "not reachable"
        case .otherAnswer: "other answer"
        case .unclear: "unclear"
        }
    }

    init(status: Int) {
        switch status {
        case 200..<300: self = .verified
        case 401: self = .wrongKey
        default: self = .otherAnswer(status)
        }
    }

    /// `Request failed with status code 401`
    private static func status(in text: String) -> Int? {
        let words = text.utf8.split { !ASCII.isAlphanumeric($0) }.map { String(decoding: $0, as: UTF8.self) }
        return zip(words, words.dropFirst()).lazy.compactMap { before, word -> Int? in
            guard before == "code" || before == "status", word.utf8.count == 3, word.utf8.allSatisfy(ASCII.isDigit)
            else { return nil }
            return Int(word)
        }.first
    }

    private static func isUnreachable(_ text: String) -> Bool {
        let signs = [
            "econnrefused", "enotfound", "etimedout", "econnreset", "econnaborted", "ehostunreach", "enetunreach",
            "eai_again", "epipe", "timeout", "timed out", "socket hang up", "certificate", "ssl", "tls", "network",
            "refused", "unreachable", "getaddrinfo", "eproto",
        ]
        let lowercased = text.lowercased()
        return signs.contains { lowercased.contains($0) }
    }
}
