// SPDX-License-Identifier: MIT

import Testing
@testable import FrontDoors

@Suite struct RouteTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var method = "POST"
        var target: String
        var leads: Route

        var testDescription: String { "\(method) \(target)" }
    }

    static let rows: [Row] = [
        Row(target: "/", leads: .delivery(onlySync: nil)),
        // CGI leaves PATH_INFO out for the script's own address.
        Row(target: "", leads: .delivery(onlySync: nil)),
        Row(target: "/webhook", leads: .delivery(onlySync: nil)),
        Row(target: "/webhook?source=infisical", leads: .delivery(onlySync: nil)),
        Row(target: "/webhook/api", leads: .delivery(onlySync: "api")),
        Row(target: "/webhook/api?x=/y", leads: .delivery(onlySync: "api")),
        Row(target: "/webhook/a%20b", leads: .delivery(onlySync: "a b")),
        Row(target: "/webhook/%C3%BC", leads: .delivery(onlySync: "ü")),
        // Broken escapes stay as they are.
        Row(target: "/webhook/a%2", leads: .delivery(onlySync: "a%2")),
        Row(target: "/webhook/a%zz", leads: .delivery(onlySync: "a%zz")),
        Row(target: "/webhook/a%+5", leads: .delivery(onlySync: "a%+5")),
        Row(target: "/webhook/a%-0", leads: .delivery(onlySync: "a%-0")),
        // RFC 9112 3.2.2: a server takes the absolute form.
        Row(target: "http://example.com/webhook/api", leads: .delivery(onlySync: "api")),
        Row(target: "HTTPS://example.com", leads: .delivery(onlySync: nil)),
        Row(target: "http://example.com?x=/webhook/api", leads: .delivery(onlySync: nil)),
        Row(method: "GET", target: "/healthz", leads: .health),
        Row(method: "HEAD", target: "/healthz?now", leads: .health),
        Row(method: "POST", target: "/healthz", leads: .methodNotAllowed(allow: "GET, HEAD")),
        Row(method: "get", target: "/healthz", leads: .methodNotAllowed(allow: "GET, HEAD")),
        Row(method: "GET", target: "/", leads: .methodNotAllowed(allow: "POST")),
        Row(method: "PUT", target: "/webhook", leads: .methodNotAllowed(allow: "POST")),
        Row(method: "DELETE", target: "/webhook/api", leads: .methodNotAllowed(allow: "POST")),
        Row(method: "post", target: "/", leads: .methodNotAllowed(allow: "POST")),
        Row(target: "/webhook/", leads: .notFound),
        Row(target: "/webhook/api/", leads: .notFound),
        Row(target: "/webhook/api/x", leads: .notFound),
        Row(target: "//webhook", leads: .notFound),
        Row(target: "/Webhook", leads: .notFound),
        Row(target: "/../webhook", leads: .notFound),
        Row(target: "/webhook/..", leads: .delivery(onlySync: "..")),
        Row(target: "*", leads: .notFound),
        Row(method: "OPTIONS", target: "*", leads: .notFound),
        Row(method: "CONNECT", target: "example.com:443", leads: .notFound),
        Row(target: "webhook", leads: .notFound),
        Row(target: "ftp://example.com/", leads: .notFound),
    ]

    @Test(arguments: rows) func eachAddressLeadsToOnePlace(row: Row) {
        #expect(Route(method: row.method, target: row.target) == row.leads)
    }

    /// A slash that was escaped is part of the name, not another level.
    @Test func anEscapedSlashSeparatesNothing() {
        #expect(Route(method: "POST", target: "/webhook/a%2Fb") == .delivery(onlySync: "a/b"))
    }
}
