// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// The secret values that a push has read or sent so far: no later error may repeat one.
package final class KnownSecrets: Sendable {
    private let values = NIOLockedValueBox<Set<Secret>>([])

    package init() {}

    package func insert(_ secrets: [Secret]) {
        values.withLockedValue { values in
            for secret in secrets { values.insert(secret) }
        }
    }

    /// The text, made safe to print; `credentials` are hidden too.
    package func clean(_ text: String, hiding credentials: [Secret] = []) -> String {
        SafeText.clean(text, hiding: credentials, orAnyOf: values.withLockedValue { $0 })
    }
}
