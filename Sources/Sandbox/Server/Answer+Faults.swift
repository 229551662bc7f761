// SPDX-License-Identifier: MIT

extension Answer {
    static func fault(status: Int, headers: [String: String], body: String) -> Answer {
        var answer = Answer(status: status, body: Array(body.utf8))
        answer.headers = headers.sorted { $0.key < $1.key }.map { ($0.key.lowercased(), $0.value) }
        if !body.isEmpty, !headers.keys.contains(where: { $0.lowercased() == "content-type" }) {
            answer.headers.append(("content-type", "application/json; charset=utf-8"))
        }
        return answer
    }

    /// Changes the JSON of the body, or each item of it when it is a list.
    mutating func patch(_ patch: JSONValue) {
        switch JSONValue(parsing: body) {
        case .array(let items)?: body = JSONValue.array(items.compactMap { $0.patched(with: patch) }).bytes()
        case let json?: body = (json.patched(with: patch) ?? JSONValue.null).bytes()
        case nil: break
        }
    }

    static func htmlPage(status: Int) -> Answer {
        let page = """
            <!DOCTYPE html>
            <html><head><title>\(status)</title></head>
            <body><h1>Error \(status)</h1><p>The origin web server did not answer.</p></body></html>

            """
        return Answer(
            status: status, headers: [("content-type", "text/html; charset=UTF-8")], body: Array(page.utf8))
    }

    /// The body is what the transport repeats.
    static let endless = Answer(
        status: 200, headers: [("content-type", "application/json; charset=utf-8")],
        body: [UInt8](repeating: UInt8(ascii: " "), count: 65_536))
}
