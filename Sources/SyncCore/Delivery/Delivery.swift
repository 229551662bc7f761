// SPDX-License-Identifier: MIT

/// One webhook call as it came in through any front door: bytes and headers, nothing believed yet.
package struct Delivery: Sendable {
    /// The most bytes a body may have.
    package static let bodyBound = 1 << 20

    /// The raw body: what the signature signs.
    package var body: [UInt8]
    /// Every value of the `x-infisical-signature` header; a valid delivery has exactly one.
    package var signatures: [String]
    /// The sync that the address names (`/webhook/NAME`); no other may be triggered.
    package var onlySync: String?

    package init(body: [UInt8], signatures: [String], onlySync: String? = nil) {
        self.body = body
        self.signatures = signatures
        self.onlySync = onlySync
    }
}
