// SPDX-License-Identifier: MIT

/// A notification as it arrived.
package struct ChatMessage: Codable, Sendable {
    package let system: ChatSystem
    /// The host that was called, without a port.
    package let host: String
    package let path: String
    /// What a reader would see.
    package let text: String
    /// The body as it came.
    package let body: String
    /// How it was answered.
    package let status: Int
}
