// SPDX-License-Identifier: MIT

/// One of the two emulated APIs.
package enum SandboxService: String, Codable, Sendable {
    case infisical
    case render
}
