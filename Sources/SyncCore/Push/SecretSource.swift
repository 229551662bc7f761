// SPDX-License-Identifier: MIT

import Basics

/// Where secrets are read: Infisical, or a test's own.
package protocol SecretSource: Sendable {
    /// Everything that the source says now.
    func read() async throws(CallFailure) -> SourceSecrets
}

/// A source that takes secrets in: Infisical, or a test's own.
package protocol WritableSource: SecretSource {
    /// Creates secrets in the source's folder, all of them or none.
    func create(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite
    /// Replaces values of secrets of the source's folder, all of them or none.
    func update(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite
}

/// What became of secrets that were sent to a source.
package enum SourceWrite: Sendable, Equatable {
    /// They are there.
    case done
    /// They wait for somebody's approval, and nothing has changed yet.
    case pendingApproval
}
