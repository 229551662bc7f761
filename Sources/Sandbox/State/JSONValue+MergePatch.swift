// SPDX-License-Identifier: MIT

extension JSONValue {
    /// RFC 7396: the patch's members take the place of those of the same name. A null removes, here nil is what is left.
    func patched(with patch: JSONValue) -> JSONValue? {
        switch patch {
        case .null: return .none
        case .object(let changes):
            var members: [String: JSONValue] = [:]
            if case .object(let held) = self { members = held }
            for (name, change) in changes { members[name] = (members[name] ?? .null).patched(with: change) }
            return .object(members)
        default: return patch
        }
    }
}
