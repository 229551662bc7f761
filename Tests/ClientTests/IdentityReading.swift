// SPDX-License-Identifier: MIT

import Foundation
import HTTPClient
import InfisicalAPI
import Logging
import SyncCore
import TestSupport

/// A sync's source as the program builds it, from an environment.
struct IdentityReading {
    private let source: InfisicalSource
    /// The calls that the report would tell of.
    let ledger = CallLedger()

    init(
        _ variables: [String: String], transport: any HTTPTransport, files: [String: String] = [:],
        unixMilliseconds: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) throws {
        let base = [
            "RENDER_SYNC_PROJECT_ID": "project-1", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-1", "RENDER_API_KEY": "rnd_1",
            "INFISICAL_MACHINE_IDENTITY_ID": "identity-1",
        ]
        let environment = SyncCore.Environment(base.merging(variables) { _, new in new }) { files[$0] }
        let configuration = try ConfigurationLoader(environment).result.get()
        let timekeeper = Timekeeper(
            unixMilliseconds: unixMilliseconds, uptime: { .seconds(1) }, sleep: { _ in }, jitter: { 0.5 })
        let session = InfisicalSession(configuration.infisical, timekeeper: timekeeper) { files[$0] }
        let caller = APICaller(
            .infisical, transport: transport,
            deadline: Deadline(in: .seconds(60), timekeeper: timekeeper, stop: StopSignal()), ledger: ledger,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        source = InfisicalSource(configuration.syncs[0].source, session: session, caller: caller)
    }

    func read() async throws -> SourceSecrets { try await source.read() }
}

/// A network of a test's own.
final class ScriptedTransport: HTTPTransport {
    private let sent = Locked<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse) {
        self.answer = answer
    }

    /// Every request so far.
    var requests: [HTTPRequest] { sent.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        sent.withLock { $0.append(request) }
        return try answer(request)
    }
}
