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
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]

let package = Package(
    name: "render-sync",
    products: [
        .executable(name: "render-sync", targets: ["render-sync"]),
        .executable(name: "render-sync-sandbox", targets: ["render-sync-sandbox"]),
        // For the package in Fuzz alone: no promise to anybody else.
        .library(
            name: "FuzzedParts", targets: ["FrontDoors", "HTTPClient", "InfisicalAPI", "RenderAPI", "SyncCore"]),
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
        .target(name: "CProcess"),
        .target(
            name: "HTTPClient",
            dependencies: [
                "SyncCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(name: "CurlTransport", dependencies: ["CCurl", "HTTPClient", "SyncCore"], swiftSettings: settings),
        .target(
            name: "SyncCore",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "InfisicalAPI",
            dependencies: [
                "HTTPClient", "SyncCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "RenderAPI",
            dependencies: ["HTTPClient", "SyncCore", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
        .target(
            name: "FrontDoors",
            dependencies: [
                "HTTPClient", "SyncCore",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "render-sync",
            dependencies: [
                "CProcess", "CurlTransport", "FrontDoors", "HTTPClient", "InfisicalAPI", "RenderAPI", "SyncCore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings,
            // Nobody loads symbols from the program: exporting them all, as a static Swift runtime asks for, would keep
            // every function of every library in it.
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
            ]),
        .target(
            name: "Sandbox",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "render-sync-sandbox",
            dependencies: [
                "Sandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Sandbox", "SyncCore"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "SyncCoreTests",
            dependencies: ["SyncCore", "TestSupport", .product(name: "Logging", package: "swift-log")],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(name: "SimulationTests", dependencies: ["SyncCore", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "CurlTransport", "HTTPClient", "InfisicalAPI", "RenderAPI", "Sandbox", "SyncCore", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FrontDoorTests",
            dependencies: [
                "FrontDoors", "HTTPClient", "SyncCore", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SandboxTests", dependencies: ["Sandbox", "TestSupport", "render-sync-sandbox"], exclude: ["SDK"],
            swiftSettings: settings),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Sandbox", "SyncCore", "TestSupport", "render-sync", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
    ]
)
