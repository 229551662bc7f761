// SPDX-License-Identifier: MIT

import CCurl

/// The libcurl of this machine.
package enum LibcurlVersion {
    /// Its version, as in 7.88.1; nil where there is none. Loads it.
    package static var text: String? {
        guard rs_load() == nil else { return nil }
        return CurlVersion(number: rs_version()).full
    }
}

extension CurlVersion {
    fileprivate var full: String { "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)" }
}
