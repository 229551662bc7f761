// SPDX-License-Identifier: MIT

/// Places within a value: a member by its name, an element of a list by what names it or by its position.
extension JSONValue {
    /// The members by which the elements of the state's lists are told apart.
    private static let naming = ["id", "slug", "path", "key", "name"]

    /// What is at the place; nil when there is none.
    func value(at place: ArraySlice<String>) -> JSONValue? {
        guard let name = place.first else { return self }
        switch self {
        case .object(let members): return members[name]?.value(at: place.dropFirst())
        case .array(let elements):
            return Self.position(of: name, elements).flatMap { elements[$0].value(at: place.dropFirst()) }
        default: return nil
        }
    }

    struct NoSuchPlace: Error {}

    /// The value after a change at the place. What is changed to nil is removed.
    func changing(
        at place: ArraySlice<String>, _ change: (JSONValue) -> JSONValue?
    ) throws(NoSuchPlace) -> JSONValue? {
        guard let name = place.first else { return change(self) }
        let rest = place.dropFirst()
        switch self {
        case .object(var members):
            guard let held = members[name] else { throw NoSuchPlace() }
            members[name] = try held.changing(at: rest, change)
            return .object(members)
        case .array(var elements):
            guard let position = Self.position(of: name, elements) else { throw NoSuchPlace() }
            if let changed = try elements[position].changing(at: rest, change) {
                elements[position] = changed
            } else {
                elements.remove(at: position)
            }
            return .array(elements)
        default: throw NoSuchPlace()
        }
    }

    private static func position(of name: String, _ elements: [JSONValue]) -> Int? {
        let named = naming.lazy.compactMap { member in
            elements.firstIndex { $0[member]?.string?.isSame(as: name) ?? false }
        }.first
        return named ?? Int(name).flatMap { elements.indices.contains($0) ? $0 : nil }
    }
}
