// SPDX-License-Identifier: MIT

import Foundation
import Testing
import TestSupport
@testable import JSON

/// Reading and writing against two that know better: who made the document, and Foundation.
@Suite struct JSONOracleTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func aDocumentIsReadAsItWasMeant(seed: UInt64) throws {
        var maker = DocumentMaker(seed: seed)
        let (document, meaning) = maker.value(depth: 4)
        #expect(try Self.canonical(JSONValue(json: Array(document.utf8))) == meaning, "\(document)")
    }

    /// Random damage, judged by Foundation: neither takes for JSON what the other refuses, nor reads it otherwise.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func aDamagedDocumentIsReadAsFoundationReadsIt(seed: UInt64) throws {
        var maker = DocumentMaker(seed: seed)
        let whole = Array(maker.value(depth: 3).document.utf8)
        for _ in 0..<20 {
            let bytes = maker.damaged(whole)
            // Foundation lets a comma stand before the end of an object.
            if String(decoding: bytes, as: UTF8.self).contains(/,\s*}/) { continue }
            let read = try? Self.canonical(JSONValue(json: bytes))
            // Half of a surrogate pair, which Foundation refuses and the reader marks.
            if let read, read.contains("\(JSONReader.loneSurrogate.value)") { continue }
            let expected = try? JSONDecoder().decode(Decoded.self, from: Data(bytes)).canonical
            #expect(read == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func whatIsWrittenIsWhatWasRead(seed: UInt64) throws {
        var maker = DocumentMaker(seed: seed)
        let (document, meaning) = maker.value(depth: 4)
        let written = try JSONValue(json: Array(document.utf8)).encoded
        #expect(try JSONDecoder().decode(Decoded.self, from: Data(written)).canonical == meaning, "\(document)")
    }

    /// One text for one meaning.
    fileprivate static func canonical(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let flag): "\(flag)"
        case .whole(let number): canonical(Double(number))
        case .number(let number): canonical(number)
        case .string(let text): canonical(text)
        case .array(let values): canonical(values.map(canonical))
        case .object(let members): canonical(members.map { (canonical($0), canonical($1)) })
        }
    }

    fileprivate static func canonical(_ text: String) -> String { "\(text.unicodeScalars.map(\.value))" }

    /// Zero has no sign here.
    fileprivate static func canonical(_ number: Double) -> String { "\(number + 0)" }

    fileprivate static func canonical(_ values: [String]) -> String { "[" + values.joined(separator: ";") + "]" }

    fileprivate static func canonical(_ members: [(name: String, value: String)]) -> String {
        "{" + members.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: ";") + "}"
    }
}

/// What Foundation reads.
private struct Decoded: Decodable {
    var canonical: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            canonical = "null"
        } else if let flag = try? container.decode(Bool.self) {
            canonical = "\(flag)"
        } else if let number = try? container.decode(Double.self) {
            canonical = JSONOracleTests.canonical(number)
        } else if let text = try? container.decode(String.self) {
            canonical = JSONOracleTests.canonical(text)
        } else if let values = try? container.decode([Decoded].self) {
            canonical = JSONOracleTests.canonical(values.map(\.canonical))
        } else {
            let members = try container.decode([String: Decoded].self)
            canonical = JSONOracleTests.canonical(members.map { (JSONOracleTests.canonical($0), $1.canonical) })
        }
    }
}

/// Makes documents together with what they mean.
private struct DocumentMaker {
    private static let scalars: [Unicode.Scalar] = [
        "a", "Z", " ", "/", "\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{301}", "世", "\u{FFFD}", "😀",
        "\u{10FFFF}",
    ]
    private static let numbers: [(document: String, meaning: Double)] = [
        ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("1.5", 1.5), ("-0.25", -0.25), ("1e3", 1000), ("25E-2", 0.25),
        ("1.5e+2", 150), ("9007199254740992", 9_007_199_254_740_992), ("12345678901234567890", 1.2345678901234567e19),
    ]

    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func value(depth: Int) -> (document: String, meaning: String) {
        let (document, meaning) = bare(depth)
        return (space() + document + space(), meaning)
    }

    private mutating func bare(_ depth: Int) -> (String, String) {
        switch Int.random(in: depth > 0 ? 0..<9 : 3..<9, using: &random) {
        case 0...1:
            let values = (0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth - 1) }
            return (
                "[" + values.map(\.document).joined(separator: ",") + "]",
                JSONOracleTests.canonical(values.map(\.meaning))
            )
        case 2:
            let values = (0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth - 1) }
            let members = values.enumerated().map { index, value in
                let name = text("\(index)")
                return (document: "\(name.document)\(space()):\(value.document)", (name.meaning, value.meaning))
            }
            return (
                "{" + members.map { space() + $0.document }.joined(separator: ",") + space() + "}",
                JSONOracleTests.canonical(members.map(\.1))
            )
        case 3: return ("null", "null")
        case 4: return Bool.random(using: &random) ? ("true", "true") : ("false", "false")
        case 5...6:
            let number = Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &random)]
            return (number.document, JSONOracleTests.canonical(number.meaning))
        default: return text("")
        }
    }

    /// A text; names begin with something of their own, so that no object has two of one name.
    private mutating func text(_ beginning: String) -> (document: String, meaning: String) {
        let added = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
            Self.scalars[Int.random(in: 0..<Self.scalars.count, using: &random)]
        }
        let scalars = Array(beginning.unicodeScalars) + added
        let document = scalars.map { written($0) }.joined()
        return ("\"\(document)\"", "\(scalars.map(\.value))")
    }

    private mutating func written(_ scalar: Unicode.Scalar) -> String {
        let mustBeEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
        guard mustBeEscaped || Int.random(in: 0..<4, using: &random) == 0 else { return String(scalar) }
        switch scalar {
        case "\"", "\\", "/": return "\\\(scalar)"
        case "\n" where Bool.random(using: &random): return "\\n"
        default:
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n", "\t\r\n "][Int.random(in: 0..<6, using: &random)]
    }

    /// The document with a byte changed, lost or come from elsewhere in it, once or twice.
    mutating func damaged(_ document: [UInt8]) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            // Not a digit: one would make two names the same, of which Foundation takes the first.
            case 0: bytes[place] = UInt8.random(in: 0x3A..<0x7F, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(document[Int.random(in: 0..<document.count, using: &random)], at: place)
            }
        }
        return bytes
    }
}
