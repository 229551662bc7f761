// SPDX-License-Identifier: MIT

import Basics

/// The person or script that runs setup.
package protocol Dialogue: Sendable {
    /// Whether anybody can be asked.
    var canAsk: Bool { get }
    /// Asks, and gives the line that was typed; nil at the end of the input.
    func ask(_ question: String) -> String?
    func say(_ line: String)
}

extension Dialogue {
    /// Asks for yes or no. `byDefault` is what Enter means; the end of the input is a no.
    package func agrees(_ question: String, byDefault: Bool) -> Bool {
        guard let answer = ask("\(question) \(byDefault ? "[Y/n]" : "[y/N]") ")?.trimmingSpaces().lowercased() else {
            return false
        }
        return answer == "y" || answer == "yes" || (answer.isEmpty && byDefault)
    }
}
