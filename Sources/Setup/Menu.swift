// SPDX-License-Identifier: MIT

import Basics

/// Things to choose from: by number, id or name.
struct Menu<Item> {
    struct Entry {
        var item: Item
        var name: String
        /// An id, a slug: all that it is called beside its name.
        var ids: [String]
    }

    enum Pick {
        case one(Entry)
        /// Several are called that.
        case several([Entry])
        case none
    }

    var entries: [Entry]

    init(_ items: [Item], name: (Item) -> String, ids: (Item) -> [String]) {
        entries = items.map { Entry(item: $0, name: name($0), ids: ids($0)) }
    }

    /// What a text stands for. An id goes before a name, and a name as it is written before one in other letters.
    func pick(_ text: String, byNumber: Bool = false) -> Pick {
        let ways: [(Entry) -> Bool] = [
            { $0.ids.contains { $0.hasSameBytes(as: text) } }, { $0.name.hasSameBytes(as: text) },
            { entry in (entry.ids + [entry.name]).contains { ASCII.isSame($0, text) } },
        ]
        for fits in ways {
            let found = entries.filter(fits)
            if found.count == 1 { return .one(found[0]) }
            if found.count > 1 { return .several(found) }
        }
        if byNumber, let number = Int(text), entries.indices.contains(number - 1) { return .one(entries[number - 1]) }
        return .none
    }

    /// The entry that was probably meant.
    func nearest(to text: String) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        let names = entries.flatMap { [$0.name] + $0.ids }.filter { $0.utf8.count <= 64 }
        return NearestName.to(text, among: names, within: NearestName.bound(for: text)).map { SafeText.clean($0) }
    }

    /// `1  Shop (p1)`
    var lines: [String] {
        let width = String(entries.count).count
        return entries.enumerated().map { position, entry in
            let number = String(position + 1)
            let pad = String(repeating: " ", count: width - number.count)
            return "  \(pad)\(number)  \(entry.text)"
        }
    }
}

extension Menu.Entry {
    var text: String {
        let name = SafeText.clean(name)
        guard let id = ids.first, !id.hasSameBytes(as: self.name) else { return name }
        return "\(name) (\(SafeText.clean(id)))"
    }
}
