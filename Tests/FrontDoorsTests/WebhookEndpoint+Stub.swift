// SPDX-License-Identifier: MIT

import Logging
@testable import Basics
@testable import FrontDoors
@testable import SyncCore

extension WebhookEndpoint {
    /// Decides every delivery with this report.
    static func deciding(
        queue: QueueKind? = nil, time: TimeSource = .still,
        _ decide: @escaping @Sendable (Delivery, Int64) -> DeliveryReport = { _, _ in DeliveryReport(.ignored, "done") }
    ) -> WebhookEndpoint {
        WebhookEndpoint(
            decide: { .report(decide($0, $1), event: nil, reason: "") }, push: { _ in .unauthorized }, queue: queue,
            time: time, log: .silent)
    }

    /// Pushes for every delivery, with this report in the end.
    static func pushing(
        time: TimeSource = .still,
        _ push: @escaping @Sendable () async -> DeliveryReport = { DeliveryReport(.ignored, "done") }
    ) -> WebhookEndpoint {
        WebhookEndpoint(
            decide: { _, _ in .push([], Event(kind: .other("stub"), signers: [])) }, push: { _ in await push() },
            time: time, log: .silent)
    }
}

extension TimeSource {
    /// A clock that stands still.
    static let still = TimeSource(unixMilliseconds: { 0 }, uptime: { .zero }, sleep: { _ in }, random: { 0 })
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
