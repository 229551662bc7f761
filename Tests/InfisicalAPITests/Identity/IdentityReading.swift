// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import InfisicalAPI
import Logging
import NIOConcurrencyHelpers
import SyncCore
@testable import Basics
@testable import Configuration

/// A sync's source as the program builds it, from an environment.
struct IdentityReading {
    private let source: InfisicalSource
    /// The calls that the report would tell of.
    let counter = CallCounter()

    init(
        _ variables: [String: String], transport: any HTTPTransport, files: [String: String] = [:],
        unixMilliseconds: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) throws {
        let base = [
            "RENDER_SYNC_PROJECT_ID": "project-1", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-1", "RENDER_API_KEY": "rnd_1",
            "INFISICAL_MACHINE_IDENTITY_ID": "identity-1",
        ]
        let environment = Configuration.Environment(base.merging(variables) { _, new in new }) {
            files[$0].map { .success($0) } ?? .failure(.missing)
        }
        let configuration = try ConfigurationLoader(environment).result.get()
        let time = TimeSource(
            unixMilliseconds: unixMilliseconds, uptime: { .seconds(1) }, sleep: { _ in }, random: { 0.5 })
        let session = InfisicalSession(configuration.infisical, time: time) { files[$0] }
        let client = APIClient(
            .infisical, transport: { _ in transport },
            deadline: Deadline(in: .seconds(60), time: time, stop: Latch()), counter: counter,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        source = InfisicalSource(configuration.syncs[0].source, session: session, client: client)
    }

    func read() async throws -> SourceSecrets { try await source.read() }
}

/// A network of a test's own.
final class ScriptedTransport: HTTPTransport {
    private let sent = NIOLockedValueBox<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse) {
        self.answer = answer
    }

    /// Every request so far.
    var requests: [HTTPRequest] { sent.withLockedValue { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        sent.withLockedValue { $0.append(request) }
        return try answer(request)
    }
}
