// SPDX-License-Identifier: MIT

/// Variables to be set somewhere, and what else is to be done there.
package struct VariableFile: Sendable, Equatable {
    package struct Variable: Sendable, Equatable {
        package var name: String
        package var value: String
        package var isSecret = false
    }

    /// In the order in which they are to be read.
    package internal(set) var variables: [Variable] = []
    package internal(set) var notes: [String] = []

    /// The variables, then the notes as comments.
    package func text(_ format: VariableFormat) -> String {
        let lines = variables.map { variable in
            format.line(variable.name, variable.value)
                ?? format.comment("\(variable.name) holds a control character, which this format cannot hold")
        }
        return (lines + notes.map(format.comment)).joined(separator: "\n") + "\n"
    }
}
