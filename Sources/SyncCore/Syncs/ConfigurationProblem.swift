// SPDX-License-Identifier: MIT

/// One thing wrong with the configuration: the variable, and what was expected. Never a value.
package struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the variable is for, where somebody asks. Its name does not tell: a sync may be called `webhook_secrets`.
    package enum Topic: Sendable {
        /// A key that signs deliveries.
        case signingKey
        /// Who is told of pushes.
        case notification
        case other
    }

    /// The variable's name, with the JSON member behind it where there is one.
    package let variable: String
    /// What is wrong and how to fix it.
    package let message: String
    package private(set) var topic: Topic

    package init(_ variable: String, _ message: String, about topic: Topic = .other) {
        self.variable = variable
        self.message = message
        self.topic = topic
    }

    /// The same problem, known to be of this topic.
    package func about(_ topic: Topic) -> ConfigurationProblem {
        var problem = self
        problem.topic = topic
        return problem
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

    /// The problems of one topic.
    package func problems(about topic: ConfigurationProblem.Topic) -> [ConfigurationProblem] {
        problems.filter { $0.topic == topic }
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
