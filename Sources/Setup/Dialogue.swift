// SPDX-License-Identifier: MIT

/// The one who sets up: somebody at a terminal, or a script.
package protocol Dialogue: Sendable {
    /// Whether anybody can be asked.
    var canAsk: Bool { get }
    /// Asks, and gives the line that was typed; nil at the end of the input.
    func ask(_ question: String) -> String?
    func say(_ line: String)
}
