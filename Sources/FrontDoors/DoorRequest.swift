// SPDX-License-Identifier: MIT

/// A request as a front door got it, before anybody knows whether it is a delivery.
public struct DoorRequest: Sendable, Equatable {
    /// The HTTP method, as sent.
    public var method: String
    /// The request target, or CGI's `PATH_INFO`.
    public var target: String
    /// Every value of the signature header.
    public var signatures: [String]
    /// The raw body.
    public var body: [UInt8]
    /// Every value of the header that carries the signature of a CloudEvent. Only a server behind a queue looks at it.
    public var eventSignatures: [String] = []
    /// Every value of the header that carries a CloudEvent's time.
    public var eventTimes: [String] = []

    /// Takes all parts.
    public init(method: String, target: String, signatures: [String] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.signatures = signatures
        self.body = body
    }
}

/// Where a method and a target lead.
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
        switch (Self.path(target).map(Self.segments), method) {
        case ([]?, "POST"), (["webhook"]?, "POST"): self = .delivery(onlySync: nil)
        case (["healthz"]?, "GET"), (["healthz"]?, "HEAD"): self = .health
        case (["healthz"]?, _): self = .methodNotAllowed(allow: "GET, HEAD")
        case ([]?, _), (["webhook"]?, _): self = .methodNotAllowed(allow: "POST")
        case (let segments?, _) where segments.count == 2 && segments[0] == "webhook" && !segments[1].isEmpty:
            self = method == "POST" ? .delivery(onlySync: segments[1]) : .methodNotAllowed(allow: "POST")
        default: self = .notFound
        }
    }

    /// The path of an origin-form or absolute-form target (RFC 9112 3.2), without its query.
    private static func path(_ target: String) -> Substring? {
        // CGI leaves PATH_INFO out for the script's own address.
        if target.isEmpty { return "/" }
        let end = target.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        var rest = target[..<(end ?? target.endIndex)]
        if rest.utf8.first == UInt8(ascii: "/") { return rest }
        guard let scheme = ["http://", "https://"].first(where: rest.lowercased().hasPrefix) else { return nil }
        rest = rest.dropFirst(scheme.count)
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    /// `/` has no segments; every other path has one for each slash.
    private static func segments(_ path: Substring) -> [String] {
        path == "/"
            ? []
            : path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { percentDecoded($0) }
    }

    /// Broken escapes stay as they are: they match no name.
    private static func percentDecoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = nibble(bytes[index + 1]), let low = nibble(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Not `UInt8(_:radix:)`, which takes a sign.
    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
