// SPDX-License-Identifier: MIT

import SyncCore

/// What the server cannot do.
package enum ServerError: Error, Sendable, Equatable {
    /// Another program listens there.
    case inUse(String)
    /// The address cannot be listened on.
    case cannotListen(String)
    /// `LISTEN_FDS` names no usable socket.
    case badSocket(String)

    /// An address in use may be free later; the others stay wrong.
    package var verdict: Verdict {
        if case .inUse = self { .gaveUp } else { .misconfigured }
    }
}
