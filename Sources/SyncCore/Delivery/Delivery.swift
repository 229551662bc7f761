// SPDX-License-Identifier: MIT

/// One webhook call as it came in through any front door: bytes and headers, nothing believed yet.
public struct Delivery: Sendable {
    /// The most bytes a body may have.
    public static let bodyBound = 1 << 20

    /// The raw body: what the signature signs.
    public var body: [UInt8]
    /// Every value of the `x-infisical-signature` header; a valid delivery has exactly one.
    public var signatures: [String]
    /// The sync that the address names (`/webhook/NAME`); no other may be triggered.
    public var onlySync: String?

    /// Takes the parts.
    public init(body: [UInt8], signatures: [String], onlySync: String? = nil) {
        self.body = body
        self.signatures = signatures
        self.onlySync = onlySync
    }
}
