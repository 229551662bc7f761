// SPDX-License-Identifier: MIT

import SyncCore

/// The keys that a sync manages, as an automaton that reads a destination key byte by byte.
///
/// Where the suffix begins is open until the key ends, so a state has up to two successors for one byte.
struct ManagedKeys {
    struct State: Hashable {
        /// How much of the schema's fixed text is read: below the prefix's length within it, at it between the two.
        var fixed: Int
        /// Where reading the secret's name has come to in the patterns, by position; empty outside the name.
        var positions: [Int] = []
        /// Whether the name has a byte.
        var hasName = false
    }

    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let forbidsSlash: Bool
    /// The patterns one after another, each followed by nil, its end.
    private let patterns: [UInt8?]
    private let starts: [Int]
    /// Patterns from this position on leave names out.
    private let firstExcluded: Int
    private let includesEveryName: Bool

    init(_ options: SyncOptions) {
        prefix = Array(options.keySchema.prefix.utf8)
        suffix = Array(options.keySchema.suffix.utf8)
        forbidsSlash = (prefix + suffix).contains(UInt8(ascii: "/"))
        includesEveryName = options.keyFilter.included == nil
        var (patterns, starts): ([UInt8?], [Int]) = ([], [])
        func append(_ glob: KeyGlob) {
            starts.append(patterns.count)
            patterns += glob.pattern.name.utf8.map { $0 }
            patterns.append(nil)
        }
        options.keyFilter.included?.forEach(append)
        firstExcluded = patterns.count
        options.keyFilter.excluded.forEach(append)
        self.patterns = patterns
        self.starts = starts
    }

    /// The bytes that it tells from others.
    var bytes: Set<UInt8> {
        Set(prefix + suffix + patterns.compactMap(\.self)).subtracting([KeyGlob.any, KeyGlob.one])
    }

    var start: State {
        var state = State(fixed: 0)
        if prefix.isEmpty { state.positions = closure(starts) }
        return state
    }

    /// The one byte that can come next, where the schema's fixed text says which; nil for any.
    func forcedByte(_ state: State) -> UInt8? {
        if state.fixed < prefix.count { return prefix[state.fixed] }
        let rest = state.fixed - prefix.count
        return rest > 0 && rest < suffix.count ? suffix[rest] : nil
    }

    /// Whether the key may end here.
    func isWhole(_ state: State) -> Bool {
        if suffix.isEmpty { return state.fixed == prefix.count && isName(state) }
        return state.fixed == prefix.count + suffix.count
    }

    func successors(of state: State, on byte: UInt8) -> [State] {
        if state.fixed < prefix.count {
            guard prefix[state.fixed] == byte else { return [] }
            var next = State(fixed: state.fixed + 1)
            if next.fixed == prefix.count { next.positions = closure(starts) }
            return [next]
        }
        let rest = state.fixed - prefix.count
        if rest > 0 {
            return rest < suffix.count && suffix[rest] == byte ? [State(fixed: state.fixed + 1)] : []
        }
        var next: [State] = []
        if suffix.first == byte, isName(state) { next.append(State(fixed: state.fixed + 1)) }
        if !(forbidsSlash && byte == UInt8(ascii: "/")) {
            let positions = closure(advance(state.positions, on: byte))
            if mayBecomeName(positions) {
                next.append(State(fixed: state.fixed, positions: positions, hasName: true))
            }
        }
        return next
    }

    /// Whether what was read between prefix and suffix is the name of a secret that the filter includes.
    private func isName(_ state: State) -> Bool {
        guard state.hasName else { return false }
        let ends = state.positions.filter { patterns[$0] == nil }
        return (includesEveryName || ends.contains { $0 < firstExcluded }) && !ends.contains { $0 >= firstExcluded }
    }

    /// Whether more bytes, or none, can make a name of it.
    private func mayBecomeName(_ positions: [Int]) -> Bool {
        let isOut = positions.contains { $0 >= firstExcluded && patterns[$0] == KeyGlob.any && patterns[$0 + 1] == nil }
        return !isOut && (includesEveryName || positions.contains { $0 < firstExcluded })
    }

    private func advance(_ positions: [Int], on byte: UInt8) -> [Int] {
        positions.compactMap { position in
            switch patterns[position] {
            case nil: nil
            case KeyGlob.any?: position
            case KeyGlob.one?: position + 1
            case let literal?: literal == byte ? position + 1 : nil
            }
        }
    }

    /// With what a star reaches by standing for nothing; sorted.
    private func closure(_ positions: [Int]) -> [Int] {
        var reached = Set(positions)
        for var position in positions {
            while patterns[position] == KeyGlob.any, reached.insert(position + 1).inserted { position += 1 }
        }
        return reached.sorted()
    }
}
