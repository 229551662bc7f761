// SPDX-License-Identifier: MIT

import Basics

/// Where a method and a target lead. Compared as bytes: anybody can send a target, before any signature is looked at.
enum Route: Equatable {
    /// A delivery, perhaps for one sync only.
    case delivery(onlySync: String?)
    /// The health check.
    case health
    /// No such address.
    case notFound
    /// The address takes other methods.
    case methodNotAllowed(allow: String)

    init(method: String, target: String) {
        let isPost = method.hasSameBytes(as: "POST")
        guard let segments = Self.path(Array(target.utf8)).map(Self.segments) else {
            self = .notFound
            return
        }
        switch (segments.count, segments.first) {
        case (0, _), (1, Self.webhook):
            self = isPost ? .delivery(onlySync: nil) : .methodNotAllowed(allow: "POST")
        case (1, Self.healthz):
            let isRead = method.hasSameBytes(as: "GET") || method.hasSameBytes(as: "HEAD")
            self = isRead ? .health : .methodNotAllowed(allow: "GET, HEAD")
        case (2, Self.webhook) where !segments[1].isEmpty:
            self =
                isPost
                ? .delivery(onlySync: String(decoding: segments[1], as: UTF8.self)) : .methodNotAllowed(allow: "POST")
        default:
            self = .notFound
        }
    }

    private static let webhook = Array("webhook".utf8)
    private static let healthz = Array("healthz".utf8)

    /// The path of an origin-form or absolute-form target (RFC 9112 3.2), without its query.
    private static func path(_ target: [UInt8]) -> ArraySlice<UInt8>? {
        let slash = UInt8(ascii: "/")
        // CGI leaves PATH_INFO out for the script's own address.
        if target.isEmpty { return [slash] }
        let rest = target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        if rest.first == slash { return rest }
        // RFC 3986 3.1: a scheme's case does not count.
        for scheme in ["http://", "https://"] {
            let start = rest.prefix(scheme.utf8.count).map(ASCII.lowercased)
            guard start.elementsEqual(scheme.utf8) else { continue }
            let authority = rest.dropFirst(scheme.utf8.count)
            return authority.firstIndex(of: slash).map { authority[$0...] } ?? [slash]
        }
        return nil
    }

    /// `/` has no segments; every other path has one for each slash.
    private static func segments(_ path: ArraySlice<UInt8>) -> [[UInt8]] {
        path.count == 1
            ? []
            : path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map(percentDecoded)
    }

    /// Broken escapes stay as they are: they match no name.
    private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = Hexadecimal.digit(bytes[index + 1]), let low = Hexadecimal.digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
