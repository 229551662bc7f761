// SPDX-License-Identifier: MIT

extension String {
    /// Whether it can be sent as a header's value.
    package var isHeaderValue: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
