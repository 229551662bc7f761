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
        var problems: [ConfigurationProblem] = []
        let raw = RawSync(environment, prefix: prefix, problems: &problems)
        projectID = raw.text(.projectID)
        self.environment = raw.text(.environment)
        path = raw.text(.secretPath)
        isRecursive = raw.text(.recursive).map { Bool(setting: $0) ?? false }
        serviceID = raw.text(.serviceID)
        environmentGroupID = raw.text(.environmentGroupID)
        let shared = "INFISICAL_WEBHOOK_SECRET"
        let own = raw.signingKey(environment, prefix: prefix, problems: &problems)
        hasOwnKey = own != nil
        signingKeyVariable = own?.variable ?? shared
        signingKey = own?.key ?? environment.credential(shared, &problems)
        previousSigningKey = hasOwnKey ? nil : environment.credential("\(shared)_PREVIOUS", &problems)
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }
}
