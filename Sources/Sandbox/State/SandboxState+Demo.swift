// SPDX-License-Identifier: MIT

extension SandboxState {
    /// An example to try things on: a project, a service that has drifted from it, and a group linked to two services.
    ///
    /// The credentials open nothing but the sandbox.
    package static let demo = SandboxState(infisical: demoInfisical, render: demoRender)

    private static let demoInfisical = InfisicalState(
        identities: [
            InfisicalState.Identity(
                id: "identity-demo",
                universalAuth: .init(clientId: "demo-client-id", clientSecret: "demo-client-secret"))
        ],
        tokens: ["demo-token"],
        projects: [
            InfisicalState.Project(
                id: "demo-project", name: "Demo",
                environments: [
                    InfisicalState.Environment(slug: "dev", name: "Development"),
                    InfisicalState.Environment(
                        slug: "prod", name: "Production",
                        folders: [
                            InfisicalState.Folder(path: "/", secrets: demoSecrets),
                            InfisicalState.Folder(path: "/worker", secrets: [.init("QUEUE_CONCURRENCY", "8")]),
                        ]),
                ])
        ])

    private static let demoSecrets: [InfisicalState.Secret] = [
        .init("APP_NAME", "demo shop"),
        .init("DATABASE_HOST", "db.internal"),
        .init("DATABASE_PASSWORD", "correct horse battery staple"),
        .init("DATABASE_URL", "postgres://shop:${DATABASE_PASSWORD}@${DATABASE_HOST}/shop"),
        .init("FEATURE_CHECKOUT_V2", "true", comment: "on since the spring"),
        .init("GREETING", "Grüße, 世界"),
        .init("LOG_LEVEL", "info"),
        .init("MOTD", "line one\nline two\n"),
        .init("PAYMENT_API_KEY", "pk_demo_4242"),
        .init("REDIS_URL", "redis://cache.internal:6379/0"),
        .init("SESSION_SECRET", "c2Vzc2lvbi1zZWNyZXQ="),
        .init("SMTP_HOST", "mail.internal"),
    ]

    private static let demoRender = RenderState(
        apiKeys: [.init("rnd_demo")],
        services: [
            RenderState.Service(
                id: "srv-demo", name: "shop",
                envVars: [
                    .init("APP_NAME", "demo shop"),
                    .init("DATABASE_HOST", "db.internal"),
                    .init("DATABASE_PASSWORD", "hunter2"),
                    .init("LOG_LEVEL", "debug"),
                    .init("OLD_FLAG", "left behind"),
                    .init("SMTP_HOST", "mail.internal"),
                    .init("UNUSED_TOKEN", "left behind too"),
                ]),
            RenderState.Service(id: "srv-demo-worker", name: "shop-worker", type: .backgroundWorker),
            RenderState.Service(id: "srv-demo-cron", name: "shop-nightly", type: .cronJob),
        ],
        envGroups: [
            RenderState.EnvGroup(
                id: "evg-demo", name: "shop-shared", envVars: [.init("QUEUE_CONCURRENCY", "4")],
                serviceLinks: ["srv-demo-worker", "srv-demo-cron"])
        ])
}
