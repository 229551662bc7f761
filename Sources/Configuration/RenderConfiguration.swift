// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore

/// The Render settings alone, for commands that need no sync.
package struct RenderConfiguration: Sendable {
    /// The API's base, with its version.
    package var url: BaseURL
    /// RENDER_API_KEY, and those of connections; at least one.
    package var apiKeys: [RenderAPIKey]

    package init(_ environment: Environment) throws(ConfigurationError) {
        let settings = ConnectionSettings(environment)
        var problems = settings.renderProblems
        var apiKeys: [RenderAPIKey] = []
        for variable in Self.variables(environment) {
            guard let secret = environment.credential(variable, &problems) else { continue }
            // Connections often share one account.
            guard !apiKeys.contains(where: { $0.secret == secret }) else { continue }
            apiKeys.append(RenderAPIKey(secret, variable: variable))
        }
        if apiKeys.isEmpty, problems.isEmpty {
            problems.append(.init("RENDER_API_KEY", "missing: set it to a Render API key"))
        }
        guard problems.isEmpty, let url = settings.renderURL else { throw ConfigurationError(problems) }
        self.url = url
        self.apiKeys = apiKeys
    }

    private static func variables(_ environment: Environment) -> [String] {
        let ending = "_API_KEY"
        let connections = environment.variables.keys.map(VariableNames.base)
            .filter { $0.utf8.starts(with: VariableNames.connectionPrefix.utf8) && $0.hasSuffix(ending) }
        return ["RENDER_API_KEY"] + Set(connections).sorted()
    }
}
