// SPDX-License-Identifier: MIT

/// The short runs of bytes in a text, gathered once: whether the text repeats a secret takes one pass over the secret.
struct ByteRuns {
    /// The shortest run of a longer secret that gives it away.
    private static let telltale = 6
    /// The shortest value that counts as a word of its own; `1` and `on` are in every other text.
    private static let shortestWord = 3

    /// By length, the bytes packed into a number.
    private var runs: [Set<UInt64>]
    /// Runs with no letter or digit on either side.
    private var words: [Set<UInt64>]

    init(of text: [UInt8]) {
        runs = Array(repeating: [], count: Self.telltale + 1)
        words = runs
        for start in text.indices {
            var packed: UInt64 = 0
            let begins = start == 0 || !ASCII.isAlphanumeric(text[start - 1])
            for length in 1...Self.telltale where start + length <= text.count {
                packed = packed << 8 | UInt64(text[start + length - 1])
                runs[length].insert(packed)
                let ends = start + length == text.count || !ASCII.isAlphanumeric(text[start + length])
                if begins, ends { words[length].insert(packed) }
            }
        }
    }

    /// Whether the text shares a telling run with the secret, or holds the whole of a short one.
    func repeats(_ secret: Secret) -> Bool { shares(secret, shortOnesIn: runs, from: 1) }

    /// The same; a short secret must stand alone.
    func repeatsAlone(_ secret: Secret) -> Bool { shares(secret, shortOnesIn: words, from: Self.shortestWord) }

    private func shares(_ secret: Secret, shortOnesIn short: [Set<UInt64>], from shortest: Int) -> Bool {
        var text = secret.exposed
        return text.withUTF8 { bytes in
            guard bytes.count >= shortest else { return false }
            var packed: UInt64 = 0
            if bytes.count < Self.telltale {
                for byte in bytes { packed = packed << 8 | UInt64(byte) }
                return short[bytes.count].contains(packed)
            }
            let mask: UInt64 = 1 << (8 * UInt64(Self.telltale)) - 1
            for (index, byte) in bytes.enumerated() {
                packed = (packed << 8 | UInt64(byte)) & mask
                if index >= Self.telltale - 1, runs[Self.telltale].contains(packed) { return true }
            }
            return false
        }
    }
}
