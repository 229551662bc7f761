// SPDX-License-Identifier: MIT

/// A folder that a source imports.
package struct ImportedFolder: Sendable, Hashable {
    /// The environment's slug.
    package var environment: String
    package var path: SecretPath

    package init(environment: String, path: SecretPath) {
        self.environment = environment
        self.path = path
    }
}
