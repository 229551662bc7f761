// SPDX-License-Identifier: MIT

/// A complete request, whatever transport brought it.
struct ReceivedRequest: Sendable {
    var method: String
    /// Path and query as received.
    var target: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var connection: Int
    var version: String

    var path: Substring {
        target.prefix { $0 != "?" }
    }

    /// The path's segments, percent-decoded after the split: an encoded slash is part of a segment.
    var segments: [String] {
        path.split(separator: "/").map { PercentDecoding.decode($0) }
    }

    /// The query's names and values, decoded.
    var query: Query {
        Query(target.dropFirst(path.count).dropFirst())
    }

    /// The host that was called, without a port and in lower case.
    var host: String {
        String((header("host") ?? "").lowercased().prefix { $0 != ":" })
    }

    /// The first value of a header.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The credential of `Authorization: Bearer`.
    var bearer: String? {
        guard let value = header("authorization") else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// The body as JSON; nil when it is not.
    var json: JSONValue? {
        JSONValue(parsing: body)
    }
}
