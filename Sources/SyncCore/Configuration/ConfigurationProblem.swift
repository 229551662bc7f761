// SPDX-License-Identifier: MIT

/// One thing wrong with the configuration: the variable, and what was expected. Never a value.
public struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The variable's name, with the JSON member behind it where there is one.
    public let variable: String
    /// What is wrong and how to mend it.
    public let message: String

    /// Takes both texts; neither may hold a value.
    public init(_ variable: String, _ message: String) {
        self.variable = variable
        self.message = message
    }

    public var description: String { "\(variable): \(message)" }
}

/// Everything wrong with the configuration, at once.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems, in the order in which they were found; at least one.
    public let problems: [ConfigurationProblem]

    /// Takes the problems found.
    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
