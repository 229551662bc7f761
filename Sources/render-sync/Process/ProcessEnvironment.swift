// SPDX-License-Identifier: MIT

import Configuration
import Glibc

/// The variables that the process was started with.
enum ProcessEnvironment {
    /// The process's own variables, and those of these files.
    static func read(_ files: [String]) -> Configuration.Environment {
        Configuration.Environment(
            variables(), files: files, readFile: FileText.read, readVariables: FileText.readNamed)
    }

    /// Adds the proxies that files name to the process's own variables: libcurl looks for them there.
    static func exportProxies(_ environment: Configuration.Environment) {
        for (name, value) in environment.variables where name.lowercased().hasSuffix("_proxy") {
            setenv(name, value, 0)
        }
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
