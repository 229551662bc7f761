// SPDX-License-Identifier: MIT

import FoundationEssentials

/// An item of a list, with the name of its member and the identity its cursor is made of.
struct Paged {
    let member: String
    let identity: String
    let item: JSONValue

    init(_ member: String, _ identity: String, _ item: JSONValue) {
        self.member = member
        self.identity = identity
        self.item = item
    }

    func json(at position: Int) -> JSONValue {
        .object([member: item, "cursor": .string(Cursor(position: position, identity: identity).text)])
    }
}

/// The place after an item: by the item as long as it is there, else by its former position.
struct Cursor {
    let position: Int
    let identity: String

    init(position: Int, identity: String) {
        self.position = position
        self.identity = identity
    }

    init?(_ text: String) {
        guard let data = Data(base64Encoded: text) else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let position = Int(parts[0]), position >= 0 else { return nil }
        self.init(position: position, identity: String(parts[1]))
    }

    var text: String {
        Data("\(position):\(identity)".utf8).base64EncodedString()
    }
}

extension RenderEmulator {
    /// The page that `cursor` and `limit` ask for. After the last item's cursor comes an empty page.
    func page(_ items: [Paged]) throws(RenderError) -> JSONValue {
        all(items, try range(of: items))
    }

    /// Where that page lies among all items.
    func range(of items: [Paged]) throws(RenderError) -> Range<Int> {
        let query = request.query
        var limit = 20
        if let text = query.nonEmpty("limit") {
            guard let number = Int(text), (1...100).contains(number) else {
                throw RenderError(400, "limit must be between 1 and 100")
            }
            limit = number
        }
        var start = 0
        if let text = query.nonEmpty("cursor") {
            guard let cursor = Cursor(text) else { throw RenderError(400, "invalid cursor") }
            let found = items.firstIndex { $0.identity.isSame(as: cursor.identity) }
            start = found.map { $0 + 1 } ?? min(cursor.position, items.count)
        }
        return start..<min(start + limit, items.count)
    }

    /// Some or all items with their cursors.
    func all(_ items: [Paged], _ range: Range<Int>? = nil) -> JSONValue {
        .array((range ?? items.indices).map { items[$0].json(at: $0) })
    }
}
