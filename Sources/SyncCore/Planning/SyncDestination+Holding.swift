// SPDX-License-Identifier: MIT

extension SyncDestination.Kind {
    /// Whether Render takes the key: letters, digits, `_`, `-` and `.`; a variable's does not begin with a digit.
    func canHold(_ key: Key) -> Bool {
        let bytes = Array(key.name.utf8)
        guard let first = bytes.first, key.hasAddress else { return false }
        if self == .env, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
