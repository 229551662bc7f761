// SPDX-License-Identifier: MIT

import CCurl

/// A version of libcurl.
package struct CurlVersion: Comparable, CustomStringConvertible, Sendable {
    /// Why libcurl cannot be loaded.
    package struct LoadError: Error {
        package let message: String
    }

    static let oldest = CurlVersion(number: UInt32(RS_OLDEST_LIBCURL))

    /// The version of this machine's libcurl. Loads the library, if nobody has.
    package static var installed: Result<CurlVersion, LoadError> {
        if let reason = rs_load() {
            return .failure(LoadError(message: CurlTransportMessages.cannotBeLoaded(String(cString: reason))))
        }
        return .success(CurlVersion(number: rs_version()))
    }

    /// As libcurl gives it: 0x075500 for 7.85.0.
    let number: UInt32

    package var description: String { "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)" }

    package static func < (left: CurlVersion, right: CurlVersion) -> Bool { left.number < right.number }
}
