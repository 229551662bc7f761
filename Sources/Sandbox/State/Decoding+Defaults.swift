// SPDX-License-Identifier: MIT

extension KeyedDecodingContainer {
    /// The member's value, or the default when it is absent or null.
    func value<Value: Decodable>(_ key: Key, default absent: @autoclosure () -> Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? absent()
    }

    /// A list that may also be written as an object of names and values, which is easier to write by hand.
    func list<Element: Decodable>(
        _ key: Key, orPairs element: (_ name: String, _ value: String) -> Element
    ) throws -> [Element] {
        guard contains(key), try !decodeNil(forKey: key) else { return [] }
        if let pairs = try? decode([String: String].self, forKey: key) {
            return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { element($0.key, $0.value) }
        }
        return try decode([Element].self, forKey: key)
    }
}
