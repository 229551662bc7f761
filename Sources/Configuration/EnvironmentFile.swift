// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Variables in a file, as Docker Compose reads them: `KEY=value`, comments, quotes, `${NAME}` outside single quotes.
///
/// Where Compose would go on with something else than what was meant (an unset variable, a line without `=`), this is
/// an error: half a credential helps nobody.
package struct EnvironmentFile: Sendable, Equatable {
    /// The variables; of one that is set twice, the last.
    package private(set) var variables: [String: String] = [:]
    /// What is wrong, by line; never a value.
    package private(set) var problems: [ConfigurationProblem] = []

    /// A place in the file, and what is wrong there.
    private struct Fault: Error {
        var message: String
        /// Where the quotation marks begin that never end: nothing after them can be understood.
        var endsFile = false
    }

    private let path: String
    private var rest: ArraySlice<UInt8>
    private var line = 1
    private let outer: [String: String]

    /// `outer` are the variables that `${NAME}` finds first: the environment's own, and those of earlier files.
    package init(_ text: String, path: String, outer: [String: String] = [:]) {
        self.path = path
        self.outer = outer
        let bytes = Array(text.utf8)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        rest = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
        while skipToStatement() {
            let start = line
            do throws(Fault) {
                try readStatement()
            } catch {
                problems.append(.init("\(SafeText.clean(path)):\(start)", error.message))
                if error.endsFile { return }
                skipLine()
            }
        }
    }

    // MARK: Statements

    /// Goes to the next thing that is neither white space nor a comment.
    private mutating func skipToStatement() -> Bool {
        while let byte = rest.first {
            if byte == UInt8(ascii: "#") {
                skipLine()
            } else if Self.isBlank(byte) || byte == UInt8(ascii: "\n") {
                take()
            } else {
                return true
            }
        }
        return false
    }

    private mutating func readStatement() throws(Fault) {
        let name = try readName()
        let value: String
        switch rest.first(where: { !Self.isBlank($0) }) {
        case let mark? where mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\""):
            skipBlanks()
            value = try readQuoted(mark)
        default: value = try readBare()
        }
        guard !value.utf8.contains(0) else { throw Fault(message: "\(name) holds a zero byte") }
        variables[name] = value
    }

    private mutating func readName() throws(Fault) -> String {
        let word = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\n") }
        guard word.endIndex < rest.endIndex, rest[word.endIndex] == UInt8(ascii: "=") else {
            throw Fault(message: "expected NAME=value")
        }
        var name = word[...]
        let export = Array("export".utf8)
        if name.starts(with: export), name.dropFirst(export.count).first.map(Self.isBlank) == true {
            name = name.dropFirst(export.count).drop(while: Self.isBlank)
        }
        while let last = name.last, Self.isBlank(last) { name.removeLast() }
        let isName = name.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
        guard let first = name.first, isName, !ASCII.isDigit(first) else {
            throw Fault(message: "expected a name of letters, digits and _ before the =")
        }
        rest = rest[(word.endIndex + 1)...]
        return String(decoding: name, as: UTF8.self)
    }

    // MARK: Values

    /// Up to the end of the line, or to a comment that follows white space.
    private mutating func readBare() throws(Fault) -> String {
        var value = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = rest[value.endIndex...]
        let comment = value.indices.dropFirst().first { index in
            value[index] == UInt8(ascii: "#") && Self.isBlank(value[index - 1])
        }
        if let comment { value = value[..<comment] }
        while let last = value.last, Self.isBlank(last) { value.removeLast() }
        value = value.drop(while: Self.isBlank)
        return String(decoding: try expanded(value, escapes: false), as: UTF8.self)
    }

    /// Up to the same mark again, over any number of lines.
    private mutating func readQuoted(_ mark: UInt8) throws(Fault) -> String {
        let start = line
        take()
        var text: [UInt8] = []
        while let byte = rest.first {
            take()
            if byte == mark {
                // What shells write for a mark within single quotes, and this program too.
                if mark == UInt8(ascii: "'"), rest.starts(with: #"\''"#.utf8) {
                    for _ in 0..<3 { take() }
                    text.append(mark)
                    continue
                }
                try endLine()
                let value = mark == UInt8(ascii: "'") ? text : try expanded(text[...], escapes: true)
                return String(decoding: value, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\"), let next = rest.first {
                // In single quotes a backslash says that the next mark is none, and nothing else.
                if mark == UInt8(ascii: "'"), next != mark {
                    text.append(byte)
                    continue
                }
                if mark == UInt8(ascii: "\"") { text.append(byte) }
                text.append(next)
                take()
                continue
            }
            text.append(byte)
        }
        throw Fault(
            message: "the value's quotation mark in line \(start) is never closed: "
                + "write \\\(Character(Unicode.Scalar(mark))) for one within it", endsFile: true)
    }

    /// After a quoted value, a comment at most.
    private mutating func endLine() throws(Fault) {
        skipBlanks()
        guard let byte = rest.first, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "#") else { return }
        throw Fault(message: "text after the closing quotation mark: put the whole value in quotation marks")
    }

    // MARK: Expansion

    /// The text with its escapes and variables replaced.
    private func expanded(_ text: ArraySlice<UInt8>, escapes: Bool) throws(Fault) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if escapes, byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                result += Self.unescaped(next)
            } else if byte == UInt8(ascii: "$"), let next = rest.first {
                if next == UInt8(ascii: "$") {
                    rest.removeFirst()
                    result.append(byte)
                } else if next == UInt8(ascii: "{") {
                    rest.removeFirst()
                    let inside = rest.prefix { $0 != UInt8(ascii: "}") }
                    guard inside.endIndex < rest.endIndex else { throw Fault(message: "${ without }") }
                    rest = rest[(inside.endIndex + 1)...]
                    result += try value(of: inside)
                } else if ASCII.isLetter(next) || next == UInt8(ascii: "_") {
                    let name = rest.prefix { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
                    rest = rest[name.endIndex...]
                    result += try value(of: name)
                } else {
                    result.append(byte)
                }
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func unescaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "$"): [byte]
        default: [UInt8(ascii: "\\"), byte]
        }
    }

    /// `NAME`, `NAME:-default` or `NAME-default`.
    private func value(of expression: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
        let nameBytes = expression.prefix { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
        let name = String(decoding: nameBytes, as: UTF8.self)
        let found = outer[name] ?? variables[name]
        let after = expression[nameBytes.endIndex...]
        if !name.isEmpty {
            if after.isEmpty, let found { return Array(found.utf8) }
            if after.starts(with: ":-".utf8) {
                return found.flatMap { $0.isEmpty ? nil : Array($0.utf8) } ?? Array(after.dropFirst(2))
            }
            if after.first == UInt8(ascii: "-") { return found.map { Array($0.utf8) } ?? Array(after.dropFirst()) }
        }
        // The name may be a part of a secret: it is not repeated.
        throw Fault(
            message: "$ names a variable that is not set: put the value in single quotes if the $ belongs to it")
    }

    // MARK: Bytes

    private mutating func take() {
        if rest.removeFirst() == UInt8(ascii: "\n") { line += 1 }
    }

    private mutating func skipBlanks() {
        while let byte = rest.first, Self.isBlank(byte) { take() }
    }

    private mutating func skipLine() {
        while let byte = rest.first, byte != UInt8(ascii: "\n") { take() }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
