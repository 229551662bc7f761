// SPDX-License-Identifier: MIT

/// What is called: one of the two APIs, or the platform that vouches for this process.
package enum API: String, Sendable, Hashable {
    case infisical = "Infisical"
    case render = "Render"
    /// Its calls stay on the machine and are in no report.
    case platform = "the platform"
}
