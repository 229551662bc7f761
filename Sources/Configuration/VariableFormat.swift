// SPDX-License-Identifier: MIT

import Basics

/// How a list of variables is written for what reads it.
package enum VariableFormat: String, Sendable, CaseIterable {
    /// For a shell, and for `--env-file`: values in single quotes where it must be.
    case env
    /// For `docker run --env-file`, which takes a value as it stands, quotes and all.
    case docker
    /// For systemd's `EnvironmentFile=`.
    case systemd
    /// For *Add from .env* on the Environment page of Render's Dashboard.
    case render

    /// One line for a variable. Nil when the format cannot hold the value.
    package func line(_ name: String, _ value: String) -> String? {
        guard !value.utf8.contains(where: ASCII.isControl) else { return nil }
        return switch self {
        case .env: "\(name)=\(ShellText.word(value))"
        case .docker: "\(name)=\(value)"
        case .systemd: "\(name)=\(ShellText.isPlain(value) ? value : Self.quoted(value, escaping: "\"\\$`"))"
        case .render: "\(name)=\(ShellText.isPlain(value) ? value : Self.quoted(value, escaping: "\"\\"))"
        }
    }

    /// A note that whatever reads the variables passes over.
    package func comment(_ text: String) -> String { "# \(SafeText.oneLine(text))" }

    private static func quoted(_ text: String, escaping special: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if special.unicodeScalars.contains(scalar) { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
