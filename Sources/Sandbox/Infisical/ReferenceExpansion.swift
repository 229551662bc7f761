// SPDX-License-Identifier: MIT

/// Expansion of `${KEY}` and `${environment.folder.KEY}` in values.
///
/// As the server does it (backend `secret-v2-bridge-fns.ts`): references of references too, to a depth of ten; a
/// reference to nothing, or to an empty value, stays as it is; a circle ends where it closes.
struct ReferenceExpansion {
    let state: InfisicalState
    let project: String

    private struct Place {
        var environment: String
        var path: String
        var key: String

        func isSame(as other: Place) -> Bool {
            environment.isSame(as: other.environment) && path.isSame(as: other.path) && key.isSame(as: other.key)
        }
    }

    func expand(_ secret: InfisicalState.Secret, _ environment: String, _ path: String) -> String {
        guard !references(secret.value).isEmpty else { return secret.value }
        let place = Place(environment: environment, path: path, key: secret.key)
        var expanded = Array(secret.value.utf8)
        var stack = [(value: secret.value, place: place, depth: 0, visited: [place])]
        while let (value, place, depth, visited) = stack.popLast() {
            guard depth <= 10 else { continue }
            for reference in references(value) {
                let target = target(of: reference, from: place)
                guard let found = self.value(at: target), !found.isEmpty else { continue }
                if !visited.contains(where: { $0.isSame(as: target) }), !references(found).isEmpty {
                    stack.append((found, target, depth + 1, visited + [target]))
                }
                expanded = expanded.replacing(Array("${\(reference)}".utf8), with: Array(found.utf8))
            }
        }
        let text = String(decoding: expanded, as: UTF8.self)
        guard secret.skipMultilineEncoding, expanded.contains(UInt8(ascii: "\n")) else { return text }
        let escaped = expanded.replacing([UInt8(ascii: "\n")], with: Array("\\n".utf8))
        return "\"\(String(decoding: escaped, as: UTF8.self))\""
    }

    /// What stands between `${` and `}`, where it consists of letters, digits, `-`, `_` and `.`.
    private func references(_ value: String) -> [String] {
        guard value.utf8.contains(UInt8(ascii: "$")) else { return [] }
        var found: [String] = []
        var rest = Array(value.utf8)[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[(dollar + 1)...]
            guard rest.first == UInt8(ascii: "{") else { continue }
            let name = rest.dropFirst().prefix(while: Self.isNameByte)
            guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == UInt8(ascii: "}") else {
                continue
            }
            found.append(String(decoding: name, as: UTF8.self))
            rest = rest[(name.endIndex + 1)...]
        }
        return found
    }

    private func target(of reference: String, from place: Place) -> Place {
        let parts = reference.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let environment = parts.first, let key = parts.last else {
            return Place(environment: place.environment, path: place.path, key: reference)
        }
        let path = SecretPath.normal(parts.dropFirst().dropLast().joined(separator: "/"))
        return Place(environment: environment, path: path, key: key)
    }

    private func value(at place: Place) -> String? {
        guard let folder = state[project, place.environment, place.path],
            let position = folder.position(of: place.key, .shared)
        else { return nil }
        return folder.secrets[position].value
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
