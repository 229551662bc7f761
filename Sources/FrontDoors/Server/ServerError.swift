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

    /// What to do about it.
    package var message: String {
        switch self {
        case .inUse(let address): "PORT: \(address) is in use by another program: end it, or choose another port"
        case .cannotListen(let detail): "cannot listen on \(detail); see PORT and HOST"
        case .badSocket(let detail): "the passed socket cannot be used: \(detail); see LISTEN_FDS"
        }
    }

    /// An address in use may be free later; the others stay wrong.
    package var verdict: Verdict {
        if case .inUse = self { .gaveUp } else { .misconfigured }
    }
}
