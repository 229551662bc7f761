// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// The process's environment, passed in; the program reads the real one in one place.
package struct Environment: Sendable {
    /// Every variable.
    package private(set) var variables: [String: String]
    /// Reads the file that a `NAME_FILE` variable names.
    package let readFile: @Sendable (String) -> Result<String, FileFault>
    /// What is wrong with the files that variables were read from.
    package private(set) var fileProblems: [ConfigurationProblem] = []

    package init(
        _ variables: [String: String],
        readFile: @escaping @Sendable (String) -> Result<String, FileFault> = { _ in .failure(.missing) }
    ) {
        self.variables = variables
        self.readFile = readFile
    }

    /// The process's own variables, and those of these files that it does not have. A later file wins over an earlier.
    package init(
        _ variables: [String: String], files paths: [String],
        readFile: @escaping @Sendable (String) -> Result<String, FileFault>,
        readVariables: (String) -> Result<String, FileFault>
    ) {
        var (found, problems): ([String: String], [ConfigurationProblem]) = ([:], [])
        for path in paths {
            switch readVariables(path) {
            case .success(let text):
                let file = EnvironmentFile(text, path: path, outer: found.merging(variables) { $1 })
                found.merge(file.variables) { $1 }
                problems += file.problems
            case .failure(let fault): problems.append(.init(SafeText.clean(path), fault.message))
            }
        }
        self.init(found.merging(variables) { $1 }, readFile: readFile)
        fileProblems = problems
    }

    /// The same without the variables whose names are beyond ASCII, as no name of ours is. Swift compares a name with such
    /// a one in a time quadratic in its combining marks.
    func withoutForeignNames() -> Environment {
        let isASCII: (String) -> Bool = { $0.utf8.allSatisfy { $0 < 0x80 } }
        guard !variables.keys.allSatisfy(isASCII) else { return self }
        var plain = self
        plain.variables = variables.filter { isASCII($0.key) }
        return plain
    }

    /// A variable's value; an empty one counts as not set, as container platforms mean it. What configures a sync is read
    /// from `variables` instead, where empty is an error: it could turn a guard off.
    func value(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `NAME`, or `NAME_FILE` where that is what is set.
    func nameInUse(_ name: String) -> String {
        value(name) == nil && value(name + "_FILE") != nil ? name + "_FILE" : name
    }

    /// What is wrong with the values of these variables, whatever they mean, and then the problems of other variables:
    /// an untidy value is one fault.
    package func faults(in names: [String], before problems: [ConfigurationProblem] = []) -> [ConfigurationProblem] {
        let untidy = names.compactMap { name in
            value(name).flatMap(ValueFault.inSetting).map { ConfigurationProblem(name, $0) }
        }
        return untidy + problems.filter { problem in !untidy.contains { $0.variable == problem.variable } }
    }

    /// A credential from `NAME`, or from the file that `NAME_FILE` names, less one trailing newline.
    func credential(_ name: String) -> Result<Secret?, ConfigurationProblem> {
        let fileName = name + "_FILE"
        switch (value(name), value(fileName)) {
        case (nil, nil):
            return .success(nil)
        case (let inline?, nil):
            return Self.checked(inline, name)
        case (nil, let path?):
            let content: String
            switch readFile(path) {
            case .success(let text): content = text
            case .failure(let fault):
                return .failure(.init(fileName, "\(SafeText.clean(path)): \(fault.message)"))
            }
            let text = content.last == "\n" || content.last == "\r\n" ? String(content.dropLast()) : content
            if text.isEmpty { return .failure(.init(fileName, "the file is empty: it must hold the credential")) }
            return Self.checked(text, fileName)
        case (_?, _?):
            return .failure(.init(name, "set together with \(fileName): unset one of the two"))
        }
    }

    /// The same, with what is wrong added to the problems, once.
    func credential(
        _ name: String, about topic: ConfigurationProblem.Topic = .other, _ problems: inout [ConfigurationProblem]
    ) -> Secret? {
        do throws(ConfigurationProblem) {
            return try credential(name).get()
        } catch {
            problems.note(error.about(topic))
            return nil
        }
    }

    static func checked(_ text: String, _ variable: String) -> Result<Secret?, ConfigurationProblem> {
        if let fault = ValueFault.inCredential(text) { return .failure(.init(variable, fault)) }
        return .success(Secret(text))
    }
}

extension [ConfigurationProblem] {
    /// Adds a problem, once though many syncs may share what is wrong.
    mutating func note(_ problem: ConfigurationProblem) {
        if !contains(problem) { append(problem) }
    }
}

extension Bool {
    /// `true` or `1`, `false` or `0`, in upper or lower case.
    init?(setting text: String) {
        switch text.lowercased() {
        case "true", "1": self = true
        case "false", "0": self = false
        default: return nil
        }
    }
}
