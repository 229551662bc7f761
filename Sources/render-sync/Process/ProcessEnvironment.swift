// SPDX-License-Identifier: MIT

import Configuration
import Glibc

/// The variables that the process was started with.
enum ProcessEnvironment {
    /// The process's own variables, and those of these files.
    static func read(_ files: [String]) -> Configuration.Environment {
        let own = variables()
        guard !files.isEmpty else { return Configuration.Environment(own, readFile: FileText.read) }
        let environment = Configuration.Environment(
            own, files: files, readFile: FileText.read, readVariables: FileText.readNamed)
        // libcurl looks for these itself.
        for (name, value) in environment.variables where own[name] == nil && name.lowercased().hasSuffix("_proxy") {
            setenv(name, value, 0)
        }
        return environment
    }

    /// Split at the first `=` byte: a value that begins with a combining mark would join it into one character.
    private static func variables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            if let equals = strchr(line, CInt(UInt8(ascii: "="))) {
                let name = UnsafeRawBufferPointer(start: line, count: equals - line)
                variables[String(decoding: name, as: UTF8.self)] = String(cString: equals + 1)
            }
            entry += 1
        }
        return variables
    }
}
