// SPDX-License-Identifier: MIT

import FoundationEssentials

/// Everything the sandbox holds: what a test builds, what `--state FILE` reads and what the admin listener shows.
///
/// Every member may be left out of the JSON form; the documented default takes its place.
package struct SandboxState: Codable, Sendable {
    /// The Infisical side: identities, projects and their secrets.
    package var infisical: InfisicalState
    /// The Render side: API keys, services and environment groups.
    package var render: RenderState

    /// Creates a state; both sides are empty unless given.
    package init(infisical: InfisicalState = InfisicalState(), render: RenderState = RenderState()) {
        self.infisical = infisical
        self.render = render
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            infisical: try container.value(.infisical, default: InfisicalState()),
            render: try container.value(.render, default: RenderState()))
    }

    package init(json: Data) throws {
        self = try JSONDecoder().decode(SandboxState.self, from: json)
    }

    /// The JSON form, indented and in a stable order.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    func asJSON() throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(self))
    }
}

extension SandboxState: CustomStringConvertible {
    /// Counts only: a state is full of credentials and values.
    package var description: String {
        "SandboxState(projects: \(infisical.projects.count), services: \(render.services.count), "
            + "envGroups: \(render.envGroups.count), deploys: \(render.deploys.count))"
    }
}
