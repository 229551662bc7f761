// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// The process's environment, passed in; the program reads the real one in one place.
package struct Environment: Sendable {
    /// Every variable.
    package let variables: [String: String]
    /// Reads the file that a `NAME_FILE` variable names; nil when it cannot be read as UTF-8 text of at most 64 KiB.
    package let readFile: @Sendable (String) -> String?

    package init(_ variables: [String: String], readFile: @escaping @Sendable (String) -> String? = { _ in nil }) {
        self.variables = variables
        self.readFile = readFile
    }

    /// A variable's value; an empty one counts as not set, as container platforms mean it.
    func value(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
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
            guard let content = readFile(path) else {
                return .failure(.init(fileName, "expected the path of a readable UTF-8 file of at most 64 KiB"))
            }
            let text = content.last == "\n" || content.last == "\r\n" ? String(content.dropLast()) : content
            if text.isEmpty { return .failure(.init(fileName, "the file is empty: it must hold the credential")) }
            return Self.checked(text, fileName)
        case (_?, _?):
            return .failure(.init(name, "set together with \(fileName): unset one of the two"))
        }
    }

    /// A line break in a credential would end a header early, and is never meant.
    static func checked(_ text: String, _ variable: String) -> Result<Secret?, ConfigurationProblem> {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return .failure(.init(variable, "holds a line break or another control character: remove it"))
        }
        return .success(Secret(text))
    }
}
