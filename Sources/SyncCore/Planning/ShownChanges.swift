// SPDX-License-Identifier: MIT

/// The changes that were shown before somebody agreed to them. What would be overwritten or deleted beyond them is not
/// done.
package struct ShownChanges: Sendable, Equatable {
    /// Secrets that are imported into Infisical.
    package var imported: Set<Key>
    /// Those of them whose value in Infisical is overwritten.
    package var overwritten: Set<Key>
    /// Keys that are created or updated at Render.
    package var written: Set<Key>
    /// Keys that are deleted at Render.
    package var deleted: Set<Key>

    /// What a preview shows.
    package init(_ preview: PushReport) {
        imported = Set(preview.imported ?? [])
        overwritten = Set(preview.overwritten ?? [])
        written = Set(preview.created + preview.updated)
        deleted = Set(preview.deleted)
    }
}
