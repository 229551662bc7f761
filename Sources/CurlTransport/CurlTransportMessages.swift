// SPDX-License-Identifier: MIT

/// What people read when libcurl does not do what it is asked to.
enum CurlTransportMessages {
    static let noThread = "no thread could be started for libcurl"
    static let outOfMemory = "libcurl has no memory"
    static let controlCharacter = "a token or header holds a control character"

    static func cannotBeLoaded(_ reason: String) -> String {
        "libcurl cannot be loaded: \(reason); install the package libcurl4"
    }

    static func tooOld(_ found: CurlVersion) -> String {
        "libcurl \(found) is too old: \(CurlVersion.oldest) or newer is needed"
    }

    static func failed(_ function: String, _ reason: String) -> String { "\(function) failed: \(reason)" }
}
