// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// The built program beside a sandbox, with the environment that a user would give it.
struct ProgramUnderTest: Sendable {
    static let path = Program.built("render-sync")
    static let signingKey = "whsec-canary-5f2d"
    static let clientSecret = "client-secret-canary-91ab"
    static let renderKey = "rnd_canary_77c0"

    let sandbox: SandboxServer
    var environment: [String: String]

    /// What every run needs; the sync itself comes from the test.
    init(_ sandbox: SandboxServer, _ further: [String: String] = [:]) {
        self.sandbox = sandbox
        environment = [
            "INFISICAL_DOMAIN": sandbox.infisicalURL, "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "client-1",
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": Self.clientSecret,
            "INFISICAL_WEBHOOK_SECRET": Self.signingKey, "RENDER_API_URL": sandbox.renderURL,
            "RENDER_API_KEY": Self.renderKey,
        ]
        if let authority = sandbox.caCertificatePath { environment["SSL_CERT_FILE"] = authority }
        environment.merge(further) { $1 }
    }

    func run(_ arguments: [String], input: String = "") async throws -> Program.Finished {
        try await Program.run(Self.path, arguments, environment: environment, input: Array(input.utf8))
    }

    /// Runs a command and expects it to end with this exit code.
    func expect(
        _ exitCode: Int32, of arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let finished = try await run(arguments)
        #expect(
            finished.exitCode == exitCode, "\(finished.output)\(finished.errors)", sourceLocation: sourceLocation)
    }

    func start(_ arguments: [String], input: String = "", keepsInputOpen: Bool = false) throws -> RunningProgram {
        try RunningProgram(
            Self.path, arguments, environment: environment, input: Array(input.utf8), keepsInputOpen: keepsInputOpen)
    }

    /// A delivery as a raw HTTP request, made by `sign`.
    func delivery(_ body: String = ProgramUnderTest.secretsModified()) async throws -> String {
        try await run(["sign"], input: body).output
    }

    /// A general webhook's body.
    static func secretsModified(environment: String = "prod", path: String = "/") -> String {
        """
        {"event":"secrets.modified","project":{"workspaceId":"p1","projectId":"p1","projectName":"Shop",\
        "environment":"\(environment)","environmentName":"Production","secretPath":"\(path)",\
        "changedBy":"ann@example.com","changedByActorType":"user"},"timestamp":1}
        """
    }

    /// Requests that changed something at Render.
    func renderWrites() async -> [LoggedRequest] {
        await sandbox.requests().filter { $0.service == .render && $0.method != "GET" }
    }

    // MARK: Without a sandbox, or beside the one of the demo

    /// One sync, `demo`, of the sandbox's demo project; without a sandbox, of APIs that nobody answers at.
    static func demoEnvironment(
        _ sandbox: SandboxServer? = nil, _ more: [String: String] = [:]
    ) -> [String: String] {
        [
            "INFISICAL_DOMAIN": sandbox?.infisicalURL ?? "http://127.0.0.1:1",
            "INFISICAL_TOKEN": "demo-token", "INFISICAL_WEBHOOK_SECRET": signingKey,
            "RENDER_API_URL": sandbox?.renderURL ?? "http://127.0.0.1:1/v1", "RENDER_API_KEY": "rnd_demo",
            "RENDER_SYNC_NAME": "demo", "RENDER_SYNC_PROJECT_ID": "demo-project", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-demo", "PORT": "0", "HOST": "127.0.0.1",
        ].merging(more) { $1 }
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], _ environment: [String: String] = demoEnvironment(), input: [UInt8] = []
    ) async throws -> Program.Finished {
        try await Program.run(path, arguments, environment: environment, input: input)
    }

    /// Runs `serve` for the time of a test, and kills what is left of it.
    static func withServer<Result>(
        _ arguments: [String] = [], _ environment: [String: String] = demoEnvironment(),
        _ body: (ServingProgram) async throws -> Result
    ) async throws -> Result {
        let program = try RunningProgram(path, ["serve"] + arguments, environment: environment)
        return try await program.killedAfter {
            let line = await program.errors.line { $0.contains("listening on") }
            let fields = try JSONSerialization.jsonObject(with: Data((line ?? "{}").utf8)) as? [String: Any]
            guard let port = fields?["port"] as? Int else { throw NotListening(errors: program.errors.text) }
            return try await body(ServingProgram(program: program, port: port))
        }
    }
}

extension SandboxState {
    /// A project `p1` with these secrets in `prod`, the service `srv-1` with these variables, and the group `evg-1`,
    /// linked to two services, with those.
    static func shop(
        secrets: [String: String] = [:], service: [String: String] = [:], group: [String: String] = [:]
    ) -> SandboxState {
        let folder = InfisicalState.Folder(
            path: "/", secrets: secrets.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
        let identity = InfisicalState.Identity(
            id: "identity-1", universalAuth: .init(clientId: "client-1", clientSecret: ProgramUnderTest.clientSecret))
        return SandboxState(
            infisical: InfisicalState(
                identities: [identity],
                projects: [.init(id: "p1", environments: [.init(slug: "prod", folders: [folder])])]),
            render: RenderState(
                apiKeys: [.init(ProgramUnderTest.renderKey)],
                services: [
                    .init(id: "srv-1", envVars: service.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }),
                    .init(id: "srv-2"), .init(id: "srv-3"),
                ],
                envGroups: [
                    .init(
                        id: "evg-1", envVars: group.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) },
                        serviceLinks: ["srv-2", "srv-3"])
                ]))
    }
}

/// The variables of the one unnamed sync onto `srv-1`.
let serviceSync = [
    "RENDER_SYNC_PROJECT_ID": "p1", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-1",
]

/// The variables of the one unnamed sync onto `evg-1`.
let groupSync = [
    "RENDER_SYNC_PROJECT_ID": "p1", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_ENVIRONMENT_GROUP_ID": "evg-1",
]

/// The JSON of a program's answer.
struct ReportJSON: Decodable {
    struct Sync: Decodable {
        struct Calls: Decodable {
            var infisical: Int
            var render: Int
        }

        struct Deploy: Decodable {
            var service: String
            var id: String?
            var status: String
            var url: String?
        }

        var sync: String
        var status: String
        var created: [String]
        var updated: [String]
        var deleted: [String]
        var skipped: [String]
        var imported: [String]?
        var overwritten: [String]?
        var warnings: [String]
        var kept: [String]?
        var refused: [String]?
        var unwritten: [String]
        var unchanged: Int
        var rounds: Int
        var calls: Calls
        var deploys: [Deploy]
        var message: String
    }

    var status: String
    var syncs: [Sync]?
    var message: String

    init(_ text: String) throws {
        self = try JSONDecoder().decode(ReportJSON.self, from: Data(text.utf8))
    }
}

/// A text whose `==` is that of its bytes: Swift's own holds composed and decomposed accents equal.
func exact(_ text: String) -> String {
    text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
}

extension [RenderState.EnvVar] {
    /// As a dictionary, for comparison by bytes.
    var values: [String: String] { Dictionary(map { ($0.key, exact($0.value)) }, uniquingKeysWith: { $1 }) }
}

extension [RenderState.SecretFile] {
    /// As a dictionary, for comparison by bytes.
    var values: [String: String] { Dictionary(map { ($0.name, exact($0.content)) }, uniquingKeysWith: { $1 }) }
}
