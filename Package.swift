// swift-tools-version: 6.2
// SPDX-License-Identifier: MIT

import PackageDescription

/// Warnings fail the build in CI only, so that a newer compiler never stops a user's build.
let warnings: [SwiftSetting] =
    Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    warnings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]

/// libFuzzer brings the main function, so that these link with --sanitize=fuzzer only: scripts/fuzz asks for them.
let fuzzPrograms: [Target] =
    Context.environment["FUZZ"] == nil
    ? []
    : ["delivery", "configuration", "responses"].map { name in
        .executableTarget(
            name: "fuzz-\(name)", dependencies: ["FuzzTargets"], path: "Fuzz/Programs/fuzz-\(name)",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    }

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")

let package = Package(
    name: "render-sync",
    products: [
        .executable(name: "render-sync", targets: ["render-sync"]),
        .executable(name: "render-sync-sandbox", targets: ["render-sync-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // The sandbox alone: TLS, HTTP/2 and a throw-away certificate authority.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    ],
    targets: [
        // libcurl's headers are needed to build it (libcurl4-openssl-dev), the library itself when it runs.
        .target(name: "CCurl"),
        .target(
            name: "CProcess",
            cSettings: Context.environment["RENDER_SYNC_COMMIT"].map { [.define("RENDER_SYNC_COMMIT", to: $0)] } ?? []),
        .target(name: "Basics", dependencies: [locks], swiftSettings: settings),
        .target(name: "JSON", dependencies: ["Basics"], swiftSettings: settings),
        .target(name: "HTTPClient", dependencies: ["Basics", "JSON", logging], swiftSettings: settings),
        .target(
            name: "CurlTransport", dependencies: ["Basics", "CCurl", "HTTPClient", locks], swiftSettings: settings),
        .target(
            name: "SyncCore", dependencies: ["Basics", "JSON", crypto, logging, locks], swiftSettings: settings),
        .target(
            name: "Configuration", dependencies: ["Basics", "HTTPClient", "JSON", "SyncCore", logging],
            swiftSettings: settings),
        .target(
            name: "InfisicalAPI",
            dependencies: ["Basics", "Configuration", "HTTPClient", "JSON", "SyncCore", crypto, logging],
            swiftSettings: settings),
        .target(
            name: "RenderAPI", dependencies: ["Basics", "HTTPClient", "JSON", "SyncCore", logging, locks],
            swiftSettings: settings),
        .target(
            name: "Notifications",
            dependencies: ["Basics", "Configuration", "HTTPClient", "JSON", "SyncCore", logging, locks],
            swiftSettings: settings),
        .target(
            name: "FrontDoors",
            dependencies: [
                "Basics", "HTTPClient", "JSON", "SyncCore", logging, locks,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "Setup",
            dependencies: ["Basics", "Configuration", "HTTPClient", "InfisicalAPI", "JSON", "RenderAPI", "SyncCore"],
            swiftSettings: settings),
        .executableTarget(
            name: "render-sync",
            dependencies: [
                "Basics", "CProcess", "Configuration", "CurlTransport", "FrontDoors", "HTTPClient", "InfisicalAPI",
                "JSON", "Notifications", "RenderAPI", "Setup", "SyncCore", arguments, logging, locks,
            ],
            exclude: ["FastStart/README.md"],
            swiftSettings: settings,
            // Nobody loads symbols from the program: exporting them all, as a static Swift runtime asks for, would keep
            // every function of every library in it.
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
            ]),
        .target(
            name: "Sandbox",
            dependencies: [
                crypto, locks,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "render-sync-sandbox", dependencies: ["Sandbox", arguments], swiftSettings: settings),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Basics", "Configuration", "FrontDoors", "HTTPClient", "InfisicalAPI", "JSON", "RenderAPI",
                "SyncCore", logging,
            ],
            path: "Fuzz/FuzzTargets", swiftSettings: settings),
        .target(
            name: "TestSupport",
            dependencies: ["Basics", "Configuration", "HTTPClient", "JSON", "Sandbox", "SyncCore", locks],
            path: "Tests/TestSupport", swiftSettings: settings),
    ] + fuzzPrograms + [
        .test("BasicsTests", ["Basics"]),
        .test("JSONTests", ["Basics", "JSON"]),
        .test("HTTPClientTests", ["Basics", "HTTPClient", "JSON", logging]),
        .test("CurlTransportTests", ["Basics", "CurlTransport", "HTTPClient", "Sandbox"]),
        .test("SyncCoreTests", ["Basics", "JSON", "SyncCore", logging, locks], exclude: ["Delivery/Fixtures"]),
        .test("ConfigurationTests", ["Basics", "Configuration", "HTTPClient", "JSON", "SyncCore"]),
        .test(
            "InfisicalAPITests",
            [
                "Basics", "Configuration", "CurlTransport", "HTTPClient", "InfisicalAPI", "JSON", "SyncCore", logging,
                locks,
            ]),
        .test("RenderAPITests", ["Basics", "HTTPClient", "JSON", "RenderAPI", "SyncCore", logging, locks]),
        .test(
            "FrontDoorsTests",
            [
                "Basics", "FrontDoors", "HTTPClient", "JSON", "SyncCore", logging, locks,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .test(
            "NotificationsTests",
            ["Basics", "Configuration", "HTTPClient", "JSON", "Notifications", "SyncCore", logging, locks]),
        .test(
            "SetupTests",
            ["Basics", "Configuration", "HTTPClient", "InfisicalAPI", "JSON", "RenderAPI", "Setup", "SyncCore", locks]),
        .test("FuzzTests", ["FuzzTargets"]),
        .test("SimulationTests", ["Basics", "SyncCore", locks]),
        .test("SandboxTests", ["Basics", "Sandbox", "render-sync-sandbox", locks], exclude: ["SDK"]),
        .test("IntegrationTests", ["Basics", "JSON", "Sandbox", "SyncCore", "render-sync", crypto, locks]),
    ]
)

extension Target {
    static func test(_ name: String, _ dependencies: [Dependency], exclude: [String] = []) -> Target {
        .testTarget(
            name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
    }
}
