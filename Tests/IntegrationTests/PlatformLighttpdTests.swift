// SPDX-License-Identifier: MIT

import Basics
import Foundation
import Sandbox
import Testing
import TestSupport

/// `deploy/lighttpd`, in the real lighttpd.
@Suite(.timeLimit(.minutes(10))) struct PlatformLighttpdTests {
    @Test func pushesADelivery() async throws {
        try await withServer { rig, url, _ in
            let answer = try await rig.deliver(to: url)
            #expect(answer.status == 200)
            #expect(answer.object["status"] as? String == "synced")
            #expect(answer.headers["content-type"] == "application/json")
            let variables = await rig.variables()
            #expect(variables.count == 12)
            #expect(variables["GREETING"] == "Grüße, 世界")
        }
    }

    @Test func answersWhatIsNotADeliveryByItsPath() async throws {
        try await withServer { rig, url, _ in
            let health = try await Curl.send("GET", url + "/healthz")
            #expect(health.status == 200)
            let get = try await Curl.send("GET", url)
            #expect(get.status == 405)
            let elsewhere = try await Curl.send("GET", url + "/elsewhere")
            #expect(elsewhere.status == 404)
            let named = try await rig.deliver(to: url + "/webhook/default")
            #expect(named.status == 200)
            let unknown = try await rig.deliver(to: url + "/webhook/another")
            #expect(unknown.status == 404)
        }
    }

    @Test func refusesAForgedSignature() async throws {
        try await withServer { rig, url, _ in
            let forged = "t=1700000000000;" + String(repeating: "0", count: 64)
            let answer = try await rig.deliver(to: url, signature: forged)
            #expect(answer.status == 401)
            #expect(await rig.sandbox.requests().isEmpty)
        }
    }

    @Test func finishesThePushOfAClientThatGaveUp() async throws {
        try await withServer(latency: .milliseconds(800)) { rig, url, server in
            let answer = try await rig.deliver(to: url, signature: nil, ["--max-time", "2"])
            #expect(answer.exitCode == Curl.Exit.timeout)
            let line = await server.errors.line { $0.contains(#""result":"#) }
            #expect(line?.contains("synced") == true, "the push did not come to its end")
            #expect(await rig.variables().count == 12)
        }
    }

    private func withServer(
        latency: Duration = .zero, _ body: (PlatformRig, String, RunningProgram) async throws -> Void
    ) async throws {
        try await PlatformRig.with(latency: latency) { rig in
            let script = try rig.install(
                "lighttpd/render-sync.cgi",
                replacing: [
                    "/etc/render-sync/environment": try rig.writeEnvironmentFile(),
                    "/usr/local/bin/render-sync": ProgramUnderTest.path,
                ])
            let snippet = try rig.install(
                "lighttpd/50-render-sync.conf", replacing: ["/usr/local/lib/render-sync/render-sync.cgi": script])
            // The parts of Debian's own configuration that matter here.
            func main(_ port: Int) throws -> String {
                try rig.write(
                    "lighttpd.conf",
                    """
                    server.modules = ("mod_indexfile", "mod_access", "mod_alias", "mod_redirect")
                    server.document-root = "\(rig.folder.path)"
                    server.bind = "127.0.0.1"
                    server.port = \(port)
                    include "\(snippet)"
                    """)
            }
            // lighttpd starts with next to nothing: what the program gets must come from the script.
            try await rig.serve(
                "lighttpd", environment: ["PATH": "/usr/sbin:/usr/bin:/bin"],
                readyWhen: { $0.contains("server started") }, arguments: { ["-D", "-f", try main($0)] }
            ) { try await body(rig, $0 + "/render-sync", $1) }
        }
    }
}
