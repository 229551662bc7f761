// SPDX-License-Identifier: MIT

/// One of the two emulated APIs.
public enum SandboxService: String, Codable, Sendable {
    /// Infisical's API.
    case infisical
    /// Render's API.
    case render
}
