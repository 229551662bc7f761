// SPDX-License-Identifier: MIT

import Basics
import Configuration
import FrontDoors
import Glibc
import Logging
import SyncCore

/// From the bytes on standard input to a verified event and the syncs that it matches.
///
/// No fuzzer forges a signature. The body is therefore checked twice: as it came, and signed anew with the time that it
/// carries, so that what lies behind the verifier is reached too.
enum DeliveryTarget {
    private static let key = SigningKey(Secret("fuzz"), scope: .everySync)
    private static let output = open("/dev/null", O_WRONLY)

    private static let syncs: [SyncConfiguration] = {
        let loaded = ConfigurationLoader(
            Environment([
                "INFISICAL_TOKEN": "t", "RENDER_API_KEY": "k", "RENDER_SYNC_PROJECT_ID": "p",
                "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SECRET_PATH": "/a", "RENDER_SYNC_SERVICE_ID": "srv-1",
                "RENDER_SYNC_RECURSIVE": "true", "RENDER_SYNC_TRIGGER_PATHS": "/b/**,/c/?",
                "INFISICAL_WEBHOOK_SECRET": "fuzz",
            ]))
        guard case .success(let configuration) = loaded.result else { fatalError("the fuzz target's configuration") }
        return configuration.syncs
    }()

    static func feed(_ bytes: [UInt8]) {
        // A pipe holds 64 KiB, more than scripts/fuzz lets an input have: the write never waits for its reader.
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { fatalError("no pipe") }
        let input = ends[0]
        defer { close(input) }
        _ = bytes.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
        close(ends[1])
        let time = Fuzzing.time()
        let standardInput = StandardInput(
            stream: StandardStream(input: input, output: output), environment: [:], signature: "t=1;00", time: time,
            stop: Latch(), patience: .seconds(1_000_000))
        let endpoint = WebhookEndpoint(
            decide: { delivery, _ in .report(handle(delivery), event: nil, reason: "") },
            push: { _ in .unauthorized }, time: time, log: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        let received = standardInput.receive()
        guard case .respond(let response) = endpoint.decide(received.request) else { fatalError("nothing is pushed") }
        _ = standardInput.send(response, as: received.form)
        for queue in QueueKind.allCases { decide(received.request, from: queue) }
    }

    /// Behind a queue, its envelope is read before any signature.
    private static func decide(_ request: ReceivedRequest, from queue: QueueKind) {
        let endpoint = WebhookEndpoint(
            decide: { delivery, _ in .report(handle(delivery), event: nil, reason: "") },
            push: { _ in .unauthorized }, queue: queue, time: Fuzzing.time(),
            log: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
        _ = endpoint.decide(request)
    }

    @Sendable private static func handle(_ delivery: Delivery) -> DeliveryReport {
        if (try? verify(delivery, at: 1)) != nil { fatalError("a forged delivery was believed") }
        guard let signed = SignedBody(delivery.body, at: nil) else { return .unauthorized }
        let header = "t=\(signed.timestamp);\(key.sign(delivery.body))"
        let resigned = Delivery(body: delivery.body, signatures: [header], onlySync: delivery.onlySync)
        guard let event = try? verify(resigned, at: signed.timestamp) else { return .unauthorized }
        if case .secretsModified(let place) = event.kind {
            _ = SyncMatcher(syncs).match(place, signers: event.signers, only: delivery.onlySync)
        }
        return DeliveryReport(.ignored, SafeText.clean(event.name))
    }

    private static func verify(_ delivery: Delivery, at time: Int64) throws(DeliveryRefusal) -> Event {
        let verifier = DeliveryVerifier(keys: [key], tolerance: .seconds(300))
        return try verifier.verify(delivery, now: time)
    }
}
