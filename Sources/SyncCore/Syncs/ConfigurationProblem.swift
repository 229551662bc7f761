// SPDX-License-Identifier: MIT

/// One thing wrong with the configuration: the variable, and what was expected. Never a value.
package struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The variable's name, with the JSON member behind it where there is one.
    package let variable: String
    /// What is wrong and how to fix it.
    package let message: String

    package init(_ variable: String, _ message: String) {
        self.variable = variable
        self.message = message
    }

    package var description: String { "\(variable): \(message)" }
}

/// Everything wrong with the configuration, at once.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems, in the order in which they were found; at least one.
    package let problems: [ConfigurationProblem]

    package init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
