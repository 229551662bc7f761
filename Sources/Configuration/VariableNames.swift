// SPDX-License-Identifier: MIT

import Basics

/// The names of the variables that configure syncs.
enum VariableNames {
    static let list = "RENDER_SYNCS"
    static let single = "RENDER_SYNC"
    static let connectionPrefix = "RENDER_CONNECTION_"

    /// Variables that begin like a sync's and are not.
    static let runWide =
        ConfigurationLoader.variables + [ConnectionSettings.allowHTTP] + NotificationSettings.variables

    /// The name in upper case, with every character but a letter or a digit as `_`.
    static func part(_ name: String) -> String {
        String(
            name.unicodeScalars.map { scalar in
                let isWord = scalar.isASCII && ASCII.isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value))
                return isWord ? Character(scalar.properties.uppercaseMapping) : "_"
            })
    }

    /// The prefix of a named sync's variables; the whole sync as JSON is the variable of that name.
    static func prefix(_ name: String) -> String {
        "\(single)_\(part(name))"
    }

    /// Every field's variable behind a prefix.
    static func fields(_ prefix: String) -> [String] {
        Field.allCases.map { "\(prefix)_\($0.rawValue)" } + ["\(signingKey(prefix))_FILE"]
    }

    /// The variable of a sync's own signing key.
    static func signingKey(_ prefix: String) -> String { "\(prefix)_\(Field.webhookSecret.rawValue)" }

    /// A variable without the `_FILE` that makes it a file's.
    static func base(_ variable: String) -> String {
        variable.hasSuffix("_FILE") ? String(variable.dropLast(5)) : variable
    }

    /// The variable of a connection's Render key.
    static func connectionKey(_ id: String) -> String {
        "\(connectionPrefix)\(part(id))_API_KEY"
    }
}
