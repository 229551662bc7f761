// SPDX-License-Identifier: MIT

/// What is emulated.
package enum SandboxService: String, Codable, Sendable {
    case infisical
    case render
    /// The systems that take notifications.
    case chat
}
