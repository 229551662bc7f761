// SPDX-License-Identifier: MIT

import Basics
import Crypto
import Foundation
import Sandbox
import TestSupport
import Testing

/// `serve` behind a queue that pushes over HTTP: the signature is verified at the end, its age at the queue's entry.
@Suite struct QueueTests {
    /// A message as the queue would bring it, of a delivery signed at `signedAt` and taken in at `takenInAt`.
    struct Message {
        var kind: QueueKindName
        var delivery: SignedDelivery
        var takenInAt: Date
        var time: String?

        var request: [UInt8] {
            let time = time ?? takenInAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            switch kind {
            case .cloudevents:
                let lines = [
                    "ce-specversion: 1.0", "ce-id: 1", "ce-source: /infisical", "ce-type: secrets.modified",
                    "ce-time: \(time)", "ce-infisicalsignature: \(delivery.header)", "Content-Type: application/json",
                ]
                return Self.post(lines, delivery.body)
            case .pubsub:
                let data = Data(delivery.body).base64EncodedString()
                let body = """
                    {"message":{"attributes":{"x-infisical-signature":"\(delivery.header)"},"data":"\(data)",\
                    "messageId":"1","message_id":"1","publishTime":"\(time)","publish_time":"\(time)"},\
                    "subscription":"projects/p/subscriptions/s"}
                    """
                return Self.post(["Content-Type: application/json"], Array(body.utf8))
            }
        }

        private static func post(_ lines: [String], _ body: [UInt8]) -> [UInt8] {
            let head = ["POST / HTTP/1.1", "Host: h", "Connection: close", "Content-Length: \(body.count)"] + lines
            return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
        }
    }

    /// What RENDER_SYNC_QUEUE may say.
    enum QueueKindName: String, CaseIterable { case cloudevents, pubsub }

    private static func signed(ago: TimeInterval, key: String = ProgramUnderTest.signingKey) -> SignedDelivery {
        let time = Int64((Date().timeIntervalSince1970 - ago) * 1000)
        let project = #"{"projectId":"demo-project","environment":"prod","secretPath":"/"}"#
        return SignedDelivery(
            #"{"event":"secrets.modified","project":\#(project),"timestamp":\#(time)}"#, time: time, key: key)
    }

    private static func expect(
        _ status: Int, for message: Message, _ sandbox: SandboxServer, _ more: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let variables = ["RENDER_SYNC_QUEUE": message.kind.rawValue].merging(more) { $1 }
        try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(sandbox, variables)) { server in
            try await server.expect(status, for: message.request, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: QueueKindName.allCases)
    func pushesADeliveryThatWaitedForADay(kind: QueueKindName) async throws {
        try await withSandbox(.demo) { sandbox in
            let yesterday = Self.signed(ago: 86_400)
            let message = Message(
                kind: kind, delivery: yesterday, takenInAt: Date(timeIntervalSinceNow: -86_399))
            try await Self.expect(200, for: message, sandbox)
            #expect(await sandbox.requests().contains { $0.method == "PUT" })
        }
    }

    @Test(arguments: QueueKindName.allCases)
    func refusesACapturedDeliveryThatIsSentThroughTheQueueAgain(kind: QueueKindName) async throws {
        try await withSandbox(.demo) { sandbox in
            let message = Message(kind: kind, delivery: Self.signed(ago: 86_400), takenInAt: Date())
            try await Self.expect(401, for: message, sandbox)
            #expect(await sandbox.requests().isEmpty)
        }
    }

    @Test(arguments: QueueKindName.allCases)
    func refusesAForgedSignature(kind: QueueKindName) async throws {
        try await withSandbox(.demo) { sandbox in
            let message = Message(kind: kind, delivery: Self.signed(ago: 0, key: "guess"), takenInAt: Date())
            try await Self.expect(401, for: message, sandbox)
            #expect(await sandbox.requests().isEmpty)
        }
    }

    /// A moment that no queue can have written: longer ago than any keeps a message, in the future, or no moment.
    @Test(arguments: QueueKindName.allCases, ["2019-01-01T00:00:00Z", "2199-01-01T00:00:00.5Z", "yesterday", ""])
    func refusesAnImpossibleMoment(kind: QueueKindName, time: String) async throws {
        try await withSandbox(.demo) { sandbox in
            let message = Message(kind: kind, delivery: Self.signed(ago: 0), takenInAt: Date(), time: time)
            try await Self.expect(400, for: message, sandbox)
            #expect(await sandbox.requests().isEmpty)
        }
    }

    @Test(arguments: QueueKindName.allCases)
    func takesNoDeliveryThatDidNotComeThroughTheQueue(kind: QueueKindName) async throws {
        try await withSandbox(.demo) { sandbox in
            let environment = ProgramUnderTest.demoEnvironment(sandbox, ["RENDER_SYNC_QUEUE": kind.rawValue])
            try await ProgramUnderTest.withServer([], environment) { server in
                try await server.expect(400, for: SignedDelivery().request())
            }
            #expect(await sandbox.requests().isEmpty)
        }
    }

    @Test func believesNoMomentWithoutAQueue() async throws {
        try await withSandbox(.demo) { sandbox in
            try await ProgramUnderTest.withServer([], ProgramUnderTest.demoEnvironment(sandbox)) { server in
                let old = Self.signed(ago: 86_400)
                let time = Date(timeIntervalSinceNow: -86_400).formatted(Date.ISO8601FormatStyle())
                let lines = ["ce-time: \(time)", "ce-infisicalsignature: \(old.header)"]
                try await server.expect(401, for: old.request("/", lines))
            }
        }
    }

    @Test func letsTheQueueTryAgainWhatMayPass() async throws {
        try await withSandbox(.demo) { sandbox in
            await sandbox.setFaults([Fault(.infisical, count: .max, action: .status(503))])
            let message = Message(kind: .pubsub, delivery: Self.signed(ago: 0), takenInAt: Date())
            try await Self.expect(503, for: message, sandbox, ["RENDER_SYNC_TIMEOUT": "1"])
        }
    }

    /// Knative takes whatever a subscriber answers for an event of its own, and for a failure where it is none.
    @Test func answersABrokerWithNothingToReadUnlessItRefuses() async throws {
        try await withSandbox(.demo) { sandbox in
            let variables = ProgramUnderTest.demoEnvironment(sandbox, ["RENDER_SYNC_QUEUE": "cloudevents"])
            try await ProgramUnderTest.withServer([], variables) { server in
                let done = Message(kind: .cloudevents, delivery: Self.signed(ago: 0), takenInAt: Date())
                let taken = try await server.exchange(done.request)
                #expect(taken.status == 200)
                #expect(taken.body.isEmpty)
                #expect(taken.header("Content-Length") == "0")
                #expect(taken.header("Content-Type") == nil)
                let forged = Message(
                    kind: .cloudevents, delivery: Self.signed(ago: 0, key: "guess"), takenInAt: Date())
                let refused = try await server.exchange(forged.request)
                #expect(refused.status == 401)
                #expect(refused.word == "refused")
            }
        }
    }

    @Test func answersOnlyWhenThePushHasEnded() async throws {
        try await withSandbox(.demo) { sandbox in
            await sandbox.setFaults([Fault(.infisical, pathContains: "/secrets", action: .delay(.milliseconds(300)))])
            let message = Message(kind: .cloudevents, delivery: Self.signed(ago: 0), takenInAt: Date())
            try await Self.expect(200, for: message, sandbox, ["RENDER_SYNC_RESPOND_WITHIN": "0"])
        }
    }

    /// `deploy/knative/intake.conf`, in the real nginx: it makes an event of a webhook call, and stamps it.
    @Test func nginxMakesAnEventOfADelivery() async throws {
        try await PlatformRig.with { rig in
            let variables = ProgramUnderTest.demoEnvironment(rig.sandbox, ["RENDER_SYNC_QUEUE": "cloudevents"])
            try await ProgramUnderTest.withServer([], variables) { server in
                try await Self.withNginx(before: server, rig) { intake in
                    // As a sender could try to: nginx writes its own.
                    let forged = ["ce-time: 2019-01-01T00:00:00Z", "ce-infisicalsignature: t=1;00"]
                    try await intake.expect(200, for: SignedDelivery().request("/", forged))
                    try await intake.expect(401, for: Self.signed(ago: 86_400).request())
                    try await intake.expect(401, for: SignedDelivery(key: "guess").request())
                }
            }
            #expect(await rig.sandbox.requests().contains { $0.method == "PUT" })
        }
    }

    /// What Infisical calls from outside is the path of `deploy/knative/ingress.yaml`.
    @Test func nginxTakesADeliveryAtThePathOfTheIngress() async throws {
        let ingress = try String(
            contentsOf: PlatformRig.repository.appending(path: "deploy/knative/ingress.yaml"), encoding: .utf8)
        let line = try #require(ingress.split(separator: "\n").first { $0.contains("- path: ") })
        let path = try #require(line.split(separator: " ").last.map(String.init))
        try await PlatformRig.with { rig in
            let variables = ProgramUnderTest.demoEnvironment(rig.sandbox, ["RENDER_SYNC_QUEUE": "cloudevents"])
            try await ProgramUnderTest.withServer([], variables) { server in
                try await Self.withNginx(before: server, rig) { intake in
                    try await intake.expect(200, for: SignedDelivery().request(path))
                    // The broker's message could not carry the name: the delivery must not push every sync.
                    try await intake.expect(404, for: SignedDelivery().request(path + "/default"))
                }
            }
            #expect(await rig.sandbox.requests().contains { $0.method == "PUT" })
        }
    }

    /// Runs nginx with render-sync in the broker's place.
    private static func withNginx(
        before server: ServingProgram, _ rig: PlatformRig, _ body: (ServingProgram) async throws -> Void
    ) async throws {
        let broker = "http://broker-ingress.knative-eventing.svc.cluster.local/render-sync/default"
        try await rig.serve("nginx", readyWhen: { $0.contains("start worker process ") }) { port in
            let intake = try rig.install(
                "knative/intake.conf",
                replacing: ["listen 8080;": "listen 127.0.0.1:\(port);", broker: "http://127.0.0.1:\(server.port)/"])
            let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
                "\($0)_temp_path \(rig.folder.path);"
            }
            let configuration = """
                daemon off;
                worker_processes 1;
                pid \(rig.folder.path)/nginx.pid;
                error_log stderr notice;
                events {}
                http {
                    \(folders.joined(separator: "\n"))
                    include \(intake);
                }
                """
            return ["-e", "stderr", "-c", try rig.write("nginx.conf", configuration)]
        } _: { url, _ in
            let port = try #require(URL(string: url)?.port)
            try await body(ServingProgram(program: server.program, port: port))
        }
    }
}
