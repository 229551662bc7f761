// SPDX-License-Identifier: MIT

/// What one list of secrets shows in place of what the state holds: a time gone by, a part, or another place's items.
package struct ListView: Decodable, Sendable {
    package enum Imports: String, Decodable, Sendable {
        case asTheyAre
        /// The answer has no such member.
        case absent
        case null
        /// Each is listed with no secrets.
        case emptied
    }

    /// How many changes of this very list ago it is shown; 0: as it is.
    package var changesAgo = 0
    /// Whether the changes are counted from when the script was set, as a cache would have it, and not from the read.
    package var isPinned = false
    /// How many reads it serves; nil: all that come.
    package var times: Int? = 1
    package var imports = Imports.asTheyAre
    /// Keys that are left out.
    package var without: [String] = []
    /// Folders whose secrets and imports are left out, with all below them.
    package var withoutFolders: [String] = []
    /// What each item is changed by, after RFC 7396: `{"environment": "dev"}`, `{"version": null}`.
    package var patch: JSONValue = [:]
    /// The keys of the items that are changed; nil: all.
    package var patchedKeys: [String]?
    package var isReversed = false

    package init() {}

    /// As it is.
    package static func present(times: Int? = 1) -> ListView {
        var view = ListView()
        view.times = times
        return view
    }

    /// As a replica answers that lags behind.
    package static func lagging(_ changes: Int, times: Int? = 1) -> ListView {
        var view = ListView.present(times: times)
        view.changesAgo = changes
        return view
    }

    /// As a cache answers: as it is now, or was so many changes ago, whatever changes from now on.
    package static func pinned(changesAgo: Int = 0, times: Int? = nil) -> ListView {
        var view = ListView.lagging(changesAgo, times: times)
        view.isPinned = true
        return view
    }

    private enum CodingKeys: String, CodingKey {
        case changesAgo, isPinned, times, imports, without, withoutFolders, patch, patchedKeys, isReversed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        changesAgo = try container.value(.changesAgo, default: 0)
        isPinned = try container.value(.isPinned, default: false)
        // Null has a meaning of its own.
        if container.contains(.times) { times = try container.decodeIfPresent(Int.self, forKey: .times) }
        imports = try container.value(.imports, default: .asTheyAre)
        without = try container.value(.without, default: [])
        withoutFolders = try container.value(.withoutFolders, default: [])
        patch = try container.value(.patch, default: [:])
        patchedKeys = try container.decodeIfPresent([String].self, forKey: .patchedKeys)
        isReversed = try container.value(.isReversed, default: false)
    }
}

extension ListView {
    /// A list's body as this view has it.
    func applied(to body: JSONValue) -> JSONValue {
        var shown: [String: JSONValue] = ["secrets": .array(items(body["secrets"]?.array ?? []))]
        let sources = (body["imports"]?.array ?? []).filter { !isLeftOut($0) }
        switch imports {
        case .absent: break
        case .null: shown["imports"] = JSONValue.null
        case .asTheyAre, .emptied:
            shown["imports"] = .array(
                ordered(sources).map { source in
                    let secrets = imports == .emptied ? [] : items(source["secrets"]?.array ?? [])
                    return source.patched(with: ["secrets": .array(secrets)]) ?? source
                })
        }
        return .object(shown)
    }

    private func items(_ items: [JSONValue]) -> [JSONValue] {
        ordered(
            items.filter { item in
                !isLeftOut(item) && !without.contains { item["secretKey"]?.string?.isSame(as: $0) ?? false }
            }.map { item in
                let isPatched = patchedKeys?.contains { item["secretKey"]?.string?.isSame(as: $0) ?? false } ?? true
                return isPatched ? item.patched(with: patch) ?? item : item
            })
    }

    private func isLeftOut(_ item: JSONValue) -> Bool {
        guard let path = item["secretPath"]?.string.map(SecretPath.normal) else { return false }
        return withoutFolders.contains { SecretPath.normal($0).isSame(as: path) || SecretPath.isBelow(path, $0) }
    }

    private func ordered(_ items: [JSONValue]) -> [JSONValue] {
        isReversed ? items.reversed() : items
    }
}
