// SPDX-License-Identifier: MIT

/// The query of a request.
struct Query: Sendable {
    private let items: [(name: String, value: String)]

    init(_ text: some StringProtocol) {
        items = text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? PercentDecoding.decode(parts[1], plusIsSpace: true) : ""
            return (PercentDecoding.decode(parts[0], plusIsSpace: true), value)
        }
    }

    /// The first value of a name.
    subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// The first value of a name when it is not empty.
    func nonEmpty(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
