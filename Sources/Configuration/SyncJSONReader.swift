// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// Reads the fields of one sync's JSON. What it does not know is an error where it could turn a guard off.
struct SyncJSONReader {
    private let variable: String
    private(set) var values: [Field: RawSync.Value] = [:]
    private(set) var problems: [ConfigurationProblem] = []

    init(variable: String) {
        self.variable = variable
    }

    mutating func read(_ members: JSONMembers) {
        for (name, value) in members.sorted {
            switch ExactText(name) {
            case "syncOptions": readGroup(value, Field.syncOptions)
            case "destinationConfig": readGroup(value, Field.destinationConfig)
            case "renderSync": readGroup(value, Field.renderSync)
            case "environment" where value.object != nil:
                // Infisical's responses carry the environment as an object.
                read(value["slug"] ?? .null, .environment, "environment.slug")
            case "folder" where !members.has("secretPath"):
                // Infisical's responses carry the path inside the folder.
                read(value["path"] ?? .null, .secretPath, "folder.path")
            case "isEnabled" where Self.isOff(members["isAutoSyncEnabled"]):
                // Both spellings of the switch may be there: off in either is off.
                break
            default:
                if let field = Field.topLevel.members[ExactText(name)] {
                    read(value, field, name)
                } else {
                    refuseIfMeant(value, name)
                }
            }
        }
    }

    private static func isOff(_ value: JSONValue?) -> Bool {
        if case .boolean(false)? = value { true } else { false }
    }

    private mutating func readGroup(_ value: JSONValue, _ group: Field.Group) {
        let groupName = group.name ?? ""
        guard let members = value.object else {
            if case .null = value { return }
            problem(groupName, "expected an object")
            return
        }
        for (name, value) in members.sorted {
            if let field = group.members[ExactText(name)] {
                read(value, field, "\(groupName).\(name)")
            } else {
                let advice = Self.advice(name, within: NearestName.bound(for: name))
                problem("\(groupName).\(name)", advice ?? "unknown member: remove it")
            }
        }
    }

    // MARK: Unknown members

    private static let carriedByResponses: Set<ExactText> = [
        "id", "version", "folder", "folderId", "connection", "destination",
    ]

    /// Infisical's responses carry members of their own (id, createdAt...). What is nearly a member, one in the wrong
    /// place, or a switch is none of those: passing over it could turn a guard off.
    private mutating func refuseIfMeant(_ value: JSONValue, _ name: String) {
        guard !Self.carriedByResponses.contains(ExactText(name)) else { return }
        if let advice = Self.advice(name, within: min(2, name.utf8.count / 4)) {
            problem(name, advice)
        } else if case .boolean = value {
            problem(name, "unknown switch: remove it")
        }
    }

    /// Where a member that is unknown in its place was meant to stand; nil when it resembles none.
    private static func advice(_ name: String, within bound: Int) -> String? {
        var places = Field.groups.flatMap { group in
            group.members.keys.map { (name: $0.text, place: group.name.map { "\($0)." } ?? "") }
        }
        places += Field.groups.compactMap(\.name).map { (name: $0, place: "") }
        let names = places.map(\.name)
        guard let nearest = NearestName.to(name, among: names, within: bound) else { return nil }
        // Where one member may stand in two places, the longer way is its own.
        let meant = places.filter { $0.name == nearest }.map { $0.place + $0.name }.max { $0.count < $1.count }
        return "unknown member: did you mean \(meant ?? nearest)?"
    }

    // MARK: Values

    private mutating func read(_ value: JSONValue, _ field: Field, _ place: String) {
        switch (value, field.form) {
        case (.null, _): break
        case (.string(let text), .text), (.string(let text), .list), (.string(let text), .numberOrText):
            set(field, text, place)
        case (.boolean(let flag), .boolean): set(field, flag ? "true" : "false", place)
        case (.whole(let number), .numberOrText): set(field, String(number), place)
        case (.array(let elements), .list): readList(elements, field, place)
        case (_, .text): problem(place, "expected text", about: field.topic)
        case (_, .boolean): problem(place, "expected true or false")
        case (_, .list): problem(place, "expected a list of texts")
        case (_, .numberOrText): problem(place, "expected a whole number, or text")
        }
    }

    /// A list becomes what a variable would hold.
    private mutating func readList(_ elements: [JSONValue], _ field: Field, _ place: String) {
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { return problem(place, "expected a list of texts") }
        guard !texts.contains(where: { $0.utf8.contains(UInt8(ascii: ",")) }) else {
            return problem(place, "expected a list of texts without commas")
        }
        set(field, texts.joined(separator: ","), place)
    }

    /// Two members may mean one field (`recursive`, `includeAllSubFolders`): they must not contradict each other.
    private mutating func set(_ field: Field, _ text: String, _ place: String) {
        let origin = "\(variable): \(place)"
        if let other = values[field], field == .recursive, !other.text.hasSameBytes(as: text) {
            problems.append(.init(origin, "contradicts \(other.origin): remove one of the two"))
        }
        values[field] = .init(text: text, origin: origin)
    }

    private mutating func problem(
        _ place: String, _ message: String, about topic: ConfigurationProblem.Topic = .other
    ) {
        problems.append(.init("\(variable): \(place)", message, about: topic))
    }
}
