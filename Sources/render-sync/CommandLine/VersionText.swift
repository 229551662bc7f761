// SPDX-License-Identifier: MIT

import CProcess
import CurlTransport

/// What `--version` says: the version first, then the commit, where the build knew it, and the libcurl of this machine.
enum VersionText {
    static var full: String {
        let commit = rs_commit().map { "commit \(String(cString: $0))" }
        let library = LibcurlVersion.text.map { "libcurl \($0)" } ?? "no libcurl found"
        return "\(RenderSync.version) (\([commit, library].compactMap { $0 }.joined(separator: ", ")))"
    }
}
