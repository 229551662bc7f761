// SPDX-License-Identifier: MIT

import Basics
import Glibc

/// A socket that systemd, or a program that speaks its protocol, passes on (sd_listen_fds(3)).
enum InheritedSocket: Equatable {
    /// A socket that listens.
    case listening(Int32)
    /// One connection, as with `Accept=yes`.
    case connected(Int32)

    /// The first passed descriptor.
    private static let first: Int32 = 3

    /// Nil when none is passed, or when it is meant for another process. One that cannot be used is an error: listening
    /// on PORT instead would leave the program that passed it waiting.
    static func find(
        in environment: [String: String], processID: Int32 = getpid(), descriptor: Int32 = first
    ) throws(ServerError) -> InheritedSocket? {
        guard let text = environment["LISTEN_FDS"] else { return nil }
        if let owner = environment["LISTEN_PID"], owner != String(processID) { return nil }
        guard let count = WholeNumber.read(text) else { throw .badSocket(DoorMessages.badSocketCount) }
        if count == 0 { return nil }
        guard option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            let isListening = option(SO_ACCEPTCONN, of: descriptor)
        else { throw .badSocket(DoorMessages.noStreamSocket(descriptor)) }
        return isListening != 0 ? .listening(descriptor) : .connected(descriptor)
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}
