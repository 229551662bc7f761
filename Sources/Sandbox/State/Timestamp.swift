// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Times as the APIs write them.
enum Timestamp {
    /// Render's form.
    static func text(_ secondsSince1970: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(secondsSince1970)).formatted(.iso8601)
    }

    /// Infisical's form.
    static func millisecondText(_ secondsSince1970: Int) -> String {
        text(secondsSince1970).dropLast() + ".000Z"
    }
}
