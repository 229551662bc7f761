// SPDX-License-Identifier: MIT

import Glibc

/// A socket that systemd, or whoever speaks its protocol, passes on (sd_listen_fds(3)).
enum InheritedSocket: Equatable {
    /// A socket that listens.
    case listening(Int32)
    /// One connection, as with `Accept=yes`.
    case connected(Int32)

    /// The first passed descriptor.
    private static let first: Int32 = 3

    /// Nil when none is passed, or when it is meant for another process.
    static func find(in environment: [String: String], processID: Int32 = getpid()) -> InheritedSocket? {
        guard let count = environment["LISTEN_FDS"].flatMap({ Int($0) }), count >= 1 else { return nil }
        if let owner = environment["LISTEN_PID"], owner != String(processID) { return nil }
        var isListening: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(first, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 else { return nil }
        return isListening != 0 ? .listening(first) : .connected(first)
    }
}
