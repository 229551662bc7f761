// SPDX-License-Identifier: MIT

import Configuration

/// Where the variables go: they may hold a key that nothing else knows, so that they are made safe before a webhook is
/// made with it.
package protocol VariablesSink: Sendable {
    /// Makes sure that they can be written. Throws where something is there that must stay.
    func prepare(_ variables: VariableFile) throws(SetupFailure)
    /// Puts them in their place.
    func commit() throws(SetupFailure)
    /// Leaves everything as it was.
    func discard()
}
