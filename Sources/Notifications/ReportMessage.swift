// SPDX-License-Identifier: MIT

import JSON
import SyncCore

/// The report as everybody gets it, and the text beside it.
enum ReportMessage {
    private static let bound = 16 << 10

    static func body(_ notification: Notification, _ report: DeliveryReport) -> [UInt8] {
        var members = report.members
        members["text"] = .string(notification.text(bound: bound))
        return JSONValue.object(members).encoded
    }
}
