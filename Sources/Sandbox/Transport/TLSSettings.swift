// SPDX-License-Identifier: MIT

import NIOSSL

/// How connections are secured.
struct TLSSettings: Sendable {
    let context: NIOSSLContext
}
