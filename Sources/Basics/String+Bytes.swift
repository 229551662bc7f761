// SPDX-License-Identifier: MIT

import Glibc

extension String {
    /// Whether both have the same UTF-8 bytes. Swift's own `==` holds composed and decomposed accents equal.
    package func hasSameBytes(as other: String) -> Bool {
        var (left, right) = (self, other)
        // Over the strings' own memory: their UTF-8 views cost a hundred instructions a byte.
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard left.count == right.count else { return false }
                // No text is where there is no memory.
                guard let left = left.baseAddress, let start = right.baseAddress else { return true }
                return memcmp(left, start, right.count) == 0
            }
        }
    }
}
