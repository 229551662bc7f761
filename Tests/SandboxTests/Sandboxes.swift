// SPDX-License-Identifier: MIT

import Sandbox
import TestSupport

/// Runs a sandbox for the time of a test.
func withSandbox<Result>(
    _ state: SandboxState = .sample, _ configure: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: (SandboxServer) async throws -> Result
) async throws -> Result {
    try await TestSupport.withSandbox(state, configure, body)
}

extension SandboxState {
    /// What most tests start from.
    static let sample = SandboxState(infisical: sampleInfisical, render: sampleRender)

    private static let sampleInfisical = InfisicalState(
        identities: [
            InfisicalState.Identity(
                id: "identity-1",
                universalAuth: .init(clientId: "client-1", clientSecret: "client-secret-1"),
                jwts: ["kubernetes-auth", "oidc-auth", "jwt-auth", "gcp-auth", "azure-auth"].map { method in
                    .init(method: method, jwt: method == "oidc-auth" ? "oidc-jwt-1" : "jwt-of-\(method)")
                },
                aws: .init(accessKeyId: "AKIDEXAMPLE", secretAccessKey: "aws-secret-1")),
            InfisicalState.Identity(
                id: "identity-elsewhere",
                universalAuth: .init(clientId: "client-elsewhere", clientSecret: "client-secret-elsewhere"),
                addressAllowed: false),
        ],
        tokens: ["token-1"], tokenTTL: 3600,
        projects: [
            InfisicalState.Project(
                id: "project-1", slug: "project-one",
                environments: [
                    InfisicalState.Environment(
                        slug: "prod",
                        folders: [
                            InfisicalState.Folder(
                                path: "/",
                                secrets: [.init("HOST", "db.internal"), .init("URL", "postgres://${HOST}/shop")],
                                imports: [.init(environment: "prod", path: "/shared")]),
                            InfisicalState.Folder(path: "/shared", secrets: [.init("REGION", "oregon")]),
                        ])
                ])
        ])

    private static let sampleRender = RenderState(
        apiKeys: [.init("rnd_1"), .init("rnd_other", ownerId: "tea-other")],
        services: [
            RenderState.Service(id: "srv-1", envVars: (0..<45).map { .init("KEY_\($0)", "value \($0)") }),
            RenderState.Service(id: "srv-2", type: .cronJob),
            RenderState.Service(id: "srv-suspended", suspended: true),
            RenderState.Service(id: "srv-static", type: .staticSite),
            RenderState.Service(id: "srv-private", type: .privateService),
            RenderState.Service(id: "srv-worker", type: .backgroundWorker),
        ],
        envGroups: [RenderState.EnvGroup(id: "evg-1", serviceLinks: ["srv-1", "srv-2"])])
}
