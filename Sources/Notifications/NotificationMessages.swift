// SPDX-License-Identifier: MIT

/// What people read about notifications.
package enum NotificationMessages {
    package static let missing = "missing: set it to the address of an incoming webhook"
    package static let taken = "the notification was taken"
    static let test = "a test message"

    package static func notTaken(_ failure: NotificationFailure) -> String {
        "the notification was not taken: \(failure.message)"
    }
}
