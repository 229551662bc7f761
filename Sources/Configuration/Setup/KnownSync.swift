// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What an environment already says of one sync, whether or not it is complete: setting up asks for the rest.
package struct KnownSync: Sendable {
    /// The name in RENDER_SYNCS; nil for the single, unnamed sync.
    package var name: String?
    /// The names in RENDER_SYNCS.
    package var listed: [String]
    package var projectID: String?
    package var environment: String?
    package var path: String?
    package var isRecursive: Bool?
    package var serviceID: String?
    package var environmentGroupID: String?
    /// The key that signs its deliveries, and the variable that holds it.
    package var signingKey: Secret?
    package var signingKeyVariable: String
    package var previousSigningKey: Secret?
    /// Whether the key is this sync's own.
    package var hasOwnKey: Bool

    /// `name` is that of a sync which is named in RENDER_SYNCS, or is to be. Nil where the environment names several and
    /// none of them is said.
    package init?(_ environment: Environment, name: String?) throws(ConfigurationError) {
        listed = environment.value(VariableNames.list).map { SyncNames(list: $0).names } ?? []
        guard name != nil || listed.count < 2 else { return nil }
        self.name = name ?? listed.first
        // A name for the only sync there is does not make a list of it.
        if listed.isEmpty { self.name = nil }
        let prefix = self.name.map(VariableNames.prefix) ?? VariableNames.single
        var raw = RawSync()
        var problems: [ConfigurationProblem] = []
        for source in Set([VariableNames.single, prefix]).sorted() {
            if source == prefix, let json = environment.value(source) {
                raw.read(json: json, variable: source, problems: &problems)
            }
            for field in Field.allCases where field != .webhookSecret {
                let variable = "\(source)_\(field.rawValue)"
                if let text = environment.value(variable) { raw.set(field, text, from: variable) }
            }
        }
        func text(_ field: Field) -> String? { raw.values[field].flatMap { $0.text.isEmpty ? nil : $0.text } }
        projectID = text(.projectID)
        self.environment = text(.environment)
        path = text(.secretPath)
        isRecursive = text(.recursive).map { ["true", "1"].contains($0.lowercased()) }
        serviceID = text(.serviceID)
        environmentGroupID = text(.environmentGroupID)
        (signingKey, previousSigningKey) = (nil, nil)
        hasOwnKey = false
        signingKeyVariable = "INFISICAL_WEBHOOK_SECRET"
        for own in Set(["\(prefix)_WEBHOOK_SECRET", "\(VariableNames.single)_WEBHOOK_SECRET"]).sorted().reversed() {
            guard let key = Self.credential(own, environment, &problems) else { continue }
            (signingKey, signingKeyVariable, hasOwnKey) = (key, own, true)
            break
        }
        if !hasOwnKey {
            signingKey = Self.credential("INFISICAL_WEBHOOK_SECRET", environment, &problems)
            previousSigningKey = Self.credential("INFISICAL_WEBHOOK_SECRET_PREVIOUS", environment, &problems)
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }

    private static func credential(
        _ variable: String, _ environment: Environment, _ problems: inout [ConfigurationProblem]
    ) -> Secret? {
        switch environment.credential(variable) {
        case .success(let secret): return secret
        case .failure(let problem):
            problems.append(problem)
            return nil
        }
    }
}
