// SPDX-License-Identifier: MIT

import SyncCore

/// Whether two syncs of one destination could manage the same key: decided exactly, whatever their key schemas and filters.
enum KeyOverlap: Equatable {
    /// No key is managed by both.
    case none
    /// This one is, and no shorter one.
    case found(Key)
    /// The patterns are too many to tell.
    case undecided

    /// More pairs of states than patterns make that somebody wrote by hand.
    private static let bound = 4_000

    /// Walks both automata at once, breadth first.
    static func between(_ left: SyncOptions, _ right: SyncOptions) -> KeyOverlap {
        struct Pair: Hashable {
            var left: ManagedKeys.State
            var right: ManagedKeys.State
        }
        struct Step {
            var pair: Pair
            var byte: UInt8
            var before: Int?
        }
        let (leftKeys, rightKeys) = (ManagedKeys(left), ManagedKeys(right))
        let alphabet = alphabet(leftKeys.bytes.union(rightKeys.bytes))
        let start = Pair(left: leftKeys.start, right: rightKeys.start)
        var steps = [Step(pair: start, byte: 0)]
        var seen: Set = [start]
        var index = 0
        while index < steps.count {
            let pair = steps[index].pair
            let forced = leftKeys.forcedByte(pair.left) ?? rightKeys.forcedByte(pair.right)
            for byte in forced.map({ [$0] }) ?? alphabet {
                for leftNext in leftKeys.successors(of: pair.left, on: byte) {
                    for rightNext in rightKeys.successors(of: pair.right, on: byte) {
                        let next = Pair(left: leftNext, right: rightNext)
                        guard seen.insert(next).inserted else { continue }
                        guard steps.count < bound else { return .undecided }
                        steps.append(Step(pair: next, byte: byte, before: index))
                        guard leftKeys.isWhole(leftNext), rightKeys.isWhole(rightNext) else { continue }
                        var key: [UInt8] = []
                        var last = steps[steps.count - 1]
                        while let before = last.before {
                            key.append(last.byte)
                            last = steps[before]
                        }
                        return .found(Key(String(decoding: key.reversed(), as: UTF8.self)))
                    }
                }
            }
            index += 1
        }
        return .none
    }

    /// One byte that neither side mentions, which stands for all of those, then each that one does.
    private static func alphabet(_ mentioned: Set<UInt8>) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let readable = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_abcdefghijklmnopqrstuvwxyz".utf8) + Array(0...255)
        let other = readable.first { !mentioned.contains($0) && $0 != slash }
        return (other.map { [$0] } ?? []) + mentioned.union([slash]).sorted()
    }
}
