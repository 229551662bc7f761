// SPDX-License-Identifier: MIT

import Basics

/// What an import writes to Infisical: its keys are free of the key schema.
package struct ImportPlan: Sendable, Equatable {
    /// Secrets that the source's folder does not have, by key.
    package var creates: [Entry] = []
    /// Secrets whose value is replaced by Render's, by key.
    package var updates: [Entry] = []

    package init() {}

    /// Everything that is written.
    package var entries: [Entry] { creates + updates }

    /// Whether there is nothing to import.
    package var isEmpty: Bool { entries.isEmpty }

    /// Secrets that Infisical will hold otherwise than Render does: it strips white space at both ends.
    package var trimmed: [Key] {
        entries.filter { !InfisicalText.isKept($0.value) }.map(\.key)
    }

    /// Secrets whose value Infisical will read as a reference to another secret.
    package var references: [Key] {
        entries.filter { $0.value.exposed.contains("${") }.map(\.key)
    }
}
