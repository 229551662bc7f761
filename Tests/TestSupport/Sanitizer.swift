// SPDX-License-Identifier: MIT

import Foundation

/// Whether these tests and their programs run under a sanitizer, whose own memory says nothing of the program's.
package enum Sanitizer {
    /// True when options for one are set, as scripts/sanitize does.
    package static let isOn = ProcessInfo.processInfo.environment.keys.contains { $0.hasSuffix("SAN_OPTIONS") }
}
