// SPDX-License-Identifier: MIT

import CCurl

/// A version of libcurl.
struct CurlVersion: Comparable, CustomStringConvertible {
    static let oldest = CurlVersion(number: UInt32(RS_OLDEST_LIBCURL))

    /// As libcurl gives it: 0x075500 for 7.85.0.
    let number: UInt32

    var description: String { "\(number >> 16).\(number >> 8 & 0xFF)" }

    static func < (left: CurlVersion, right: CurlVersion) -> Bool { left.number < right.number }
}
