// SPDX-License-Identifier: MIT

import Basics

/// The glob of an Infisical webhook over folder paths, as its server reads it (picomatch, without strict slashes):
/// `/` is the root alone, `/*` one level, `/**` and `**` everything, `/a/**` also `/a`, `*` nothing.
package struct WebhookGlob: Sendable {
    /// What can be said without the server.
    package enum Answer: Sendable, Equatable {
        case yes, no
        /// The pattern has parts that are not understood here.
        case unknown
    }

    /// More than a person writes.
    private static let alternativesBound = 64

    /// The patterns that the braces stand for; nil when the text is not understood.
    private let alternatives: [[Level]]?

    private enum Level: Equatable {
        case anyDepth
        case name([Token])
    }

    private enum Reading {
        case levels([Level])
        /// It does not begin with a slash, as every path does.
        case fitsNothing
        case unknown
    }

    private enum Token: Equatable {
        case any
        case one
        case scalar(Unicode.Scalar)
        case range([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    package init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= 1024, let texts = Self.expanded(scalars) else {
            alternatives = nil
            return
        }
        var patterns: [[Level]] = []
        for text in texts {
            switch Self.reading(text) {
            case .levels(let levels): patterns.append(levels)
            case .fitsNothing: break
            case .unknown:
                alternatives = nil
                return
            }
        }
        alternatives = patterns
    }

    /// Whether a change in this folder is delivered.
    package func covers(_ path: SecretPath) -> Answer {
        guard let alternatives else { return .unknown }
        let text = path.levels.map { Array($0.name.unicodeScalars) }
        let fits = alternatives.contains { pattern in
            Wildcard.fits(
                pattern: pattern, text: text, isAny: { $0 == .anyDepth },
                isOne: { level, name in
                    guard case .name(let tokens) = level else { return false }
                    return Self.fits(tokens, name)
                })
        }
        return fits ? .yes : .no
    }

    /// Whether every change of what the sync reads is delivered.
    package func covers(_ source: SyncSource) -> Answer {
        let below = source.isRecursive ? ["/x", "/x/y"].map { SecretPath("\(source.path)\($0)") } : []
        let answers = ([source.path] + below).map { covers($0) }
        return answers.contains(.no) ? .no : answers.contains(.unknown) ? .unknown : .yes
    }

    // MARK: Reading

    /// `{a,b}` written out; nil where it is not closed, or stands for too many.
    private static func expanded(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]]? {
        var done: [[Unicode.Scalar]] = []
        var open = [text]
        while let next = open.popLast() {
            guard done.count + open.count < alternativesBound else { return nil }
            guard let start = next.firstIndex(of: "{") else {
                done.append(next)
                continue
            }
            guard let (parts, end) = options(next, from: start + 1) else { return nil }
            for part in parts { open.append(next[..<start] + part + next[(end + 1)...]) }
        }
        return done
    }

    /// What stands between the commas of a brace, and where it is closed.
    private static func options(
        _ text: [Unicode.Scalar], from start: Int
    ) -> (parts: [[Unicode.Scalar]], end: Int)? {
        var parts: [[Unicode.Scalar]] = [[]]
        var depth = 0
        for index in start..<text.count {
            switch text[index] {
            case "}" where depth == 0: return parts.count > 1 ? (parts, index) : nil
            case "," where depth == 0: parts.append([])
            case let scalar:
                if scalar == "{" { depth += 1 }
                if scalar == "}" { depth -= 1 }
                parts[parts.count - 1].append(scalar)
            }
        }
        return nil
    }

    private static func reading(_ text: [Unicode.Scalar]) -> Reading {
        let special: [Unicode.Scalar] = ["(", ")", "|", "!", "\\", "@", "+"]
        guard !text.contains(where: special.contains) else { return .unknown }
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        guard text.first == "/" || parts.first.map(Array.init) == ["*", "*"] else { return .fitsNothing }
        var levels: [Level] = []
        for part in parts {
            if Array(part) == ["*", "*"] {
                levels.append(.anyDepth)
            } else {
                guard let tokens = tokens(part) else { return .unknown }
                levels.append(.name(tokens))
            }
        }
        return .levels(levels)
    }

    private static func tokens(_ text: ArraySlice<Unicode.Scalar>) -> [Token]? {
        var tokens: [Token] = []
        var rest = text
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if tokens.last != .any { tokens.append(.any) }
            case "?": tokens.append(.one)
            case "[":
                guard let end = rest.dropFirst().firstIndex(of: "]") else { return nil }
                var inside = rest[..<end]
                let isNegated = inside.first == "^"
                if isNegated { inside.removeFirst() }
                guard !inside.isEmpty, !inside.contains("[") else { return nil }
                tokens.append(.range(ranges(Array(inside)), isNegated: isNegated))
                rest = rest[(end + 1)...]
            default: tokens.append(.scalar(scalar))
            }
        }
        return tokens
    }

    private static func ranges(_ text: [Unicode.Scalar]) -> [ClosedRange<Unicode.Scalar>] {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var index = 0
        while index < text.count {
            if index + 2 < text.count, text[index + 1] == "-", text[index] <= text[index + 2] {
                ranges.append(text[index]...text[index + 2])
                index += 3
            } else {
                ranges.append(text[index]...text[index])
                index += 1
            }
        }
        return ranges
    }

    private static func fits(_ tokens: [Token], _ name: [Unicode.Scalar]) -> Bool {
        Wildcard.fits(pattern: tokens, text: name, isAny: { $0 == .any }) { token, scalar in
            switch token {
            case .any: false
            case .one: true
            case .scalar(let own): own == scalar
            case .range(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }
}
