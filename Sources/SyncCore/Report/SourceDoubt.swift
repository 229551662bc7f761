// SPDX-License-Identifier: MIT

/// What a push could not make sure of about the source, though nothing is known to be wrong.
package enum SourceDoubt: Sendable, Equatable {
    /// Nothing in the list changed near the time of the delivery, and nothing differs from the destination.
    case nothingFound
    /// Whether the source changed while the push went on is not known.
    case noLastLook(String)
}
