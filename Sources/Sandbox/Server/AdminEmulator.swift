// SPDX-License-Identifier: MIT

import FoundationEssentials

/// The admin listener: the state, the log and the faults over plain HTTP.
struct AdminEmulator {
    let request: ReceivedRequest

    func answer(_ core: Core) -> Answer {
        do {
            switch (request.method, request.path) {
            case ("GET", "/state"): return try encoded(core.withWorld { $0.state })
            case ("PUT", "/state"):
                let state = try SandboxState(json: Data(request.body))
                core.withWorld { $0.state = state }
                return .noContent
            case ("GET", "/requests"): return try encoded(core.withWorld { $0.log })
            case ("DELETE", "/requests"):
                core.withWorld { $0.log.removeAll() }
                return .noContent
            case ("PUT", "/faults"):
                let faults = try JSONDecoder().decode([Fault].self, from: Data(request.body))
                core.withWorld { $0.faults = FaultPlan(faults) }
                return .noContent
            default: return .json(["message": "not found"], status: 404)
            }
        } catch {
            return .json(["message": .string("invalid JSON: \(error)")], status: 400)
        }
    }

    private func encoded(_ value: some Encodable) throws -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Answer(
            status: 200, headers: [("content-type", "application/json")], body: [UInt8](try encoder.encode(value)))
    }
}
