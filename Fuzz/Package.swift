// swift-tools-version: 6.2
// SPDX-License-Identifier: MIT

import PackageDescription

let parts: [Target.Dependency] = [
    "FuzzKit",
    .product(name: "FuzzedParts", package: "render-sync"),
    .product(name: "Logging", package: "swift-log"),
]

/// Built by scripts/fuzz with `--sanitize=fuzzer`; apart from the main package, whose build knows nothing of it.
let package = Package(
    name: "Fuzz",
    products: ["fuzz-delivery", "fuzz-configuration", "fuzz-answers"].map { .executable(name: $0, targets: [$0]) },
    dependencies: [
        .package(name: "render-sync", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .target(name: "FuzzKit", dependencies: [.product(name: "FuzzedParts", package: "render-sync")]),
        .executableTarget(name: "fuzz-delivery", dependencies: parts),
        .executableTarget(name: "fuzz-configuration", dependencies: parts),
        .executableTarget(name: "fuzz-answers", dependencies: parts),
    ])
