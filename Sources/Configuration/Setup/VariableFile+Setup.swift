// SPDX-License-Identifier: MIT

import Basics
import SyncCore

extension VariableFile {
    /// What a new sync needs where it is to run.
    ///
    /// `newKey` is a signing key that was made now. A key that is set already, and every other credential of the
    /// environment, is named and not repeated.
    package init(
        _ known: KnownSync, name: String?, source: SyncSource, destination: SyncDestination, newKey: Secret?,
        isRotated: Bool = false, _ environment: Environment
    ) {
        self.init()
        var prefix = VariableNames.single
        if let listed = known.name {
            prefix = VariableNames.prefix(listed)
            let names = known.listed + (known.listed.contains { $0.hasSameBytes(as: listed) } ? [] : [listed])
            add(VariableNames.list, names.joined(separator: ","))
        } else if let name {
            add("\(prefix)_\(Field.name.rawValue)", name)
        }
        for variable in ["INFISICAL_DOMAIN", "INFISICAL_API_URL", "RENDER_API_URL", "INFISICAL_AUTH_METHOD"] {
            if let value = environment.value(variable) { add(variable, value) }
        }
        add("\(prefix)_\(Field.projectID.rawValue)", source.projectID)
        add("\(prefix)_\(Field.environment.rawValue)", source.environment)
        if source.path != .root { add("\(prefix)_\(Field.secretPath.rawValue)", source.path.description) }
        if source.isRecursive { add("\(prefix)_\(Field.recursive.rawValue)", "true") }
        switch destination.scope {
        case .service(let id): add("\(prefix)_\(Field.serviceID.rawValue)", id)
        case .environmentGroup(let id): add("\(prefix)_\(Field.environmentGroupID.rawValue)", id)
        }
        if let newKey {
            variables.append(Variable(name: known.signingKeyVariable, value: newKey.exposed, isSecret: true))
        }
        note(known, newKey, isRotated, environment)
    }

    private mutating func add(_ name: String, _ value: String) {
        variables.append(Variable(name: name, value: SafeText.oneLine(value)))
    }

    private mutating func note(_ known: KnownSync, _ newKey: Secret?, _ isRotated: Bool, _ environment: Environment) {
        if isRotated {
            notes.append(
                "set INFISICAL_WEBHOOK_SECRET_PREVIOUS to the key that \(known.signingKeyVariable) has held until now")
        }
        let printed = Set(variables.map(\.name))
        let prefixes = ["INFISICAL_", "RENDER_API_KEY", VariableNames.connectionPrefix]
        let others = environment.variables.keys.filter { name in
            prefixes.contains { name.utf8.starts(with: $0.utf8) } && environment.value(name) != nil
                && !printed.contains(VariableNames.base(name))
        }
        if !others.isEmpty { notes.append("set too, as they are here: \(others.sorted().joined(separator: ", "))") }
        if newKey == nil, known.signingKey == nil {
            notes.append("set \(known.signingKeyVariable) to the key that the webhook was made with")
        }
        let prefix = known.name.map(VariableNames.prefix) ?? VariableNames.single
        let scopes = [Field.serviceID, .environmentGroupID, .scope].map { "\(prefix)_\($0.rawValue)" }
        let displaced = scopes.filter { environment.value($0) != nil && !printed.contains($0) }
        if !displaced.isEmpty {
            notes.append("unset what named another destination: \(displaced.joined(separator: ", "))")
        }
        let fields = environment.variables.keys.filter { name in
            name.utf8.starts(with: "RENDER_SYNC".utf8) && environment.value(name) != nil && !printed.contains(name)
                && !others.contains(name) && !displaced.contains(name)
        }
        if !fields.isEmpty { notes.append("keep what else is set here: \(fields.sorted().joined(separator: ", "))") }
    }
}
