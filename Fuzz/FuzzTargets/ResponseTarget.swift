// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import InfisicalAPI
import Logging
import RenderAPI
import SyncCore

/// From the APIs' answers to secrets and keys. The first line of an input is its statuses, a character each; the rest
/// is the body of every answer.
enum ResponseTarget {
    private static let configurations: [ApplicationConfiguration] = ["srv-1", "evg-1"].map { id in
        var variables = [
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "c", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "s",
            "RENDER_API_KEY": "k", "RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_ENVIRONMENT": "prod",
            "INFISICAL_WEBHOOK_SECRET": "w",
        ]
        variables[id.hasPrefix("srv") ? "RENDER_SYNC_SERVICE_ID" : "RENDER_SYNC_ENVIRONMENT_GROUP_ID"] = id
        guard case .success(let configuration) = ConfigurationLoader(Environment(variables)).result else {
            fatalError("the fuzz target's configuration")
        }
        return configuration
    }

    static func feed(_ bytes: [UInt8]) {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let transport = CannedTransport(statuses: Array(line), body: Array(bytes.dropFirst(line.count + 1)))
        Fuzzing.wait {
            for configuration in configurations { await push(configuration, transport) }
        }
    }

    /// A whole push: what is read is planned and written too.
    private static func push(_ configuration: ApplicationConfiguration, _ transport: CannedTransport) async {
        let time = Fuzzing.time()
        let counter = CallCounter()
        let log = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        let deadline = Deadline(in: .seconds(600), time: time, stop: Latch())
        let sync = configuration.syncs[0]
        let source = InfisicalSource(
            sync.source,
            session: InfisicalSession(configuration.infisical, time: time, readFile: { _ in nil }),
            client: APIClient(.infisical, transport: { _ in transport }, deadline: deadline, counter: counter, log: log)
        )
        let destination = RenderDestination(
            sync.destination, baseURL: configuration.renderURL, apiKey: sync.renderAPIKey.secret,
            rateLimiter: RenderRateLimiter(time: time)
        ) { observe in
            APIClient(
                .render, transport: { _ in transport }, deadline: deadline, counter: counter, log: log, observe: observe
            )
        }
        let report = await Push(
            sync, source: source, destination: destination, deadline: deadline, counter: counter, progress: { _ in }
        ).run()
        if report.message.isEmpty { fatalError("a report says nothing") }
    }
}

/// Answers everything with one body, and a login with a token.
private struct CannedTransport: HTTPTransport {
    private static let choices = [200, 201, 204, 400, 401, 403, 404, 409, 429, 500, 503]

    var statuses: [UInt8]
    var body: [UInt8]

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if request.url.hasSuffix("/login"), !statuses.contains(UInt8(ascii: "L")) {
            return HTTPResponse(status: 200, body: Array(#"{"accessToken":"a","expiresIn":60}"#.utf8))
        }
        // By the address: the calls of a push run at the same time, in no order of their own.
        let place = request.url.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let status = statuses.isEmpty ? 200 : Self.choices[Int(statuses[place % statuses.count]) % Self.choices.count]
        let text = String(decoding: body.prefix(40), as: UTF8.self)
        return HTTPResponse(
            status: status, headers: ["ratelimit-remaining": text, "ratelimit-reset": text, "retry-after": text],
            body: body)
    }
}
