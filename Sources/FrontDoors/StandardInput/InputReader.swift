// SPDX-License-Identifier: MIT

import Basics

/// Standard input with one deadline for all of it.
final class InputReader {
    /// What standard input holds, told from how it begins.
    enum Form: Equatable {
        case http
        case json
        case neither
    }

    /// Why reading ended before the input did.
    enum Interruption: Error {
        /// The deadline came.
        case tooSlow
        /// The process was asked to end.
        case stopped
    }

    /// More than this before a request's first space is no method.
    private static let methodBound = 32
    /// How often a wait looks for the signal to stop, in milliseconds.
    private static let slice: Int64 = 100

    private let stream: StandardStream
    private let time: TimeSource
    private let stop: Latch
    private let expiry: Duration
    private var pushedBack: [UInt8] = []

    init(stream: StandardStream, time: TimeSource, stop: Latch, limit: Duration) {
        self.stream = stream
        self.time = time
        self.stop = stop
        expiry = time.uptime() + limit
    }

    /// The next bytes, never none; nil at the end.
    func next() throws(Interruption) -> [UInt8]? {
        if !pushedBack.isEmpty {
            defer { pushedBack = [] }
            return pushedBack
        }
        while true {
            if stop.isOpen { throw .stopped }
            // Every pass looks: a client that sends a byte at a time must not outlast the deadline.
            let left = (expiry - time.uptime()).milliseconds
            if left <= 0 { throw .tooSlow }
            switch stream.read(within: min(left, Self.slice)) {
            case .tooSlow: continue
            case .bytes(let bytes) where bytes.isEmpty: continue
            case .bytes(let bytes): return bytes
            // A client that resets its connection has ended its request.
            case .end, .failed: return nil
            }
        }
    }

    /// Looks at the beginning without taking it: `{` for JSON, a word and a space for HTTP.
    func peekForm() throws(Interruption) -> Form {
        var start: [UInt8] = []
        defer { pushedBack = start }
        while true {
            let text = start.drop { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
            if let first = text.first {
                if first == UInt8(ascii: "{") { return .json }
                let word = text.prefix { Self.isTokenByte($0) }
                if word.isEmpty || word.count > Self.methodBound { return .neither }
                if word.count < text.count { return text[word.endIndex] == UInt8(ascii: " ") ? .http : .neither }
            } else if start.count > Self.methodBound {
                return .neither
            }
            guard let bytes = try next() else { return .neither }
            start += bytes
        }
    }

    /// Everything up to a bound or the end.
    func body(atMost bound: Int) throws(Interruption) -> [UInt8] {
        var body: [UInt8] = []
        while body.count < bound, let bytes = try next() { body += bytes }
        return body.count > bound ? Array(body.prefix(bound)) : body
    }

    /// RFC 9110 5.6.2, as far as methods use it.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
