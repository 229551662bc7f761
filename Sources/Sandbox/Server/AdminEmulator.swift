// SPDX-License-Identifier: MIT

import FoundationEssentials

/// The admin listener: what the sandbox holds, what it was asked, and how it is to fail, over plain HTTP.
///
/// `/state` is everything; below it lie its parts, an element of a list by its id, slug, path, key or position:
/// `PATCH /state/render/services/srv-1` with `{"suspended": true}` suspends a service, with `null` removes it (RFC 7396).
/// `PUT /faults` takes a list of `Fault`, `PUT /lists` one of `ListScript`:
/// `[{"path": "/", "views": [{}, {"changesAgo": 1, "times": 2}, {"isPinned": true, "times": null}]}]`.
struct AdminEmulator {
    let request: ReceivedRequest

    func answer(_ core: Core) -> Answer {
        do {
            let segments = request.segments
            switch (request.method, segments.first) {
            case ("GET", "state"): return try encoded(state(core).value(at: segments.dropFirst()))
            case ("PUT", "state") where segments.count == 1:
                let state = try SandboxState(json: Data(request.body))
                core.withWorld { $0.state = state }
                return .noContent
            case ("PATCH", "state"):
                guard let patch = request.json else { return Self.notJSON("the body") }
                try core.withWorld { world in
                    let changed = try world.state.asJSON().changing(at: segments.dropFirst()) {
                        $0.patched(with: patch)
                    }
                    world.state = try SandboxState(json: Data((changed ?? [:]).bytes()))
                }
                return .noContent
            case ("GET", "requests"): return try encoded(core.withWorld { $0.log })
            case ("DELETE", "requests"):
                core.withWorld { $0.log.removeAll() }
                return .noContent
            case ("GET", "messages"): return try encoded(core.withWorld { $0.messages })
            case ("DELETE", "messages"):
                core.withWorld { $0.messages.removeAll() }
                return .noContent
            case ("PUT", "faults"):
                let faults = try JSONDecoder().decode([Fault].self, from: Data(request.body))
                core.withWorld { $0.faults = FaultPlan(faults) }
                return .noContent
            case ("PUT", "lists"):
                let scripts = try JSONDecoder().decode([ListScript].self, from: Data(request.body))
                core.withWorld { $0.lists = ListPlan(scripts, $0.history) }
                return .noContent
            default: return Self.notFound
            }
        } catch is JSONValue.NoSuchPlace {
            return Self.notFound
        } catch {
            return Self.notJSON(error)
        }
    }

    private static let notFound = Answer.json(["message": "not found"], status: 404)

    private static func notJSON(_ reason: Any) -> Answer {
        .json(["message": .string("invalid JSON: \(reason)")], status: 400)
    }

    private func state(_ core: Core) throws -> JSONValue {
        try core.withWorld { try $0.state.asJSON() }
    }

    private func encoded(_ value: (some Encodable)?) throws -> Answer {
        guard let value else { return Self.notFound }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Answer(
            status: 200, headers: [("content-type", "application/json")], body: [UInt8](try encoder.encode(value)))
    }
}
