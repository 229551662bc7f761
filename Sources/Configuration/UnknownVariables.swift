// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Variables by our names that nobody knows, and what they were probably meant to be.
struct UnknownVariables: Sendable {
    private(set) var problems: [ConfigurationProblem] = []
    /// The variables that misspelt ones were probably meant to be. That they are missing is no further fault.
    private(set) var meant: Set<String> = []
    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// A misspelt DISABLE_SECRET_DELETION must not delete secrets.
    mutating func refuseFields(ofSyncs names: [String]?) {
        var known = VariableNames.runWide + VariableNames.fields(VariableNames.single)
        for prefix in (names ?? []).map(VariableNames.prefix) { known += [prefix] + VariableNames.fields(prefix) }
        let allowed = Set(known)
        let prefix = "\(VariableNames.single)_"
        let unknown = variables.keys.filter { $0.utf8.starts(with: prefix.utf8) && !allowed.contains($0) }
            .sorted()
        for variable in unknown {
            problems.append(.init(variable, advice(onUnknown: variable, among: known, names)))
        }
    }

    private mutating func advice(onUnknown variable: String, among known: [String], _ names: [String]?) -> String {
        let rest = String(variable.dropFirst(VariableNames.single.count + 1))
        let nearest = NearestName.to(variable, among: known, within: NearestName.bound(for: rest))
        var advice = nearest.map { ["did you mean \($0)?"] } ?? []
        if let nearest { mean(nearest) }
        // A field of a sync that RENDER_SYNCS does not name.
        if let field = Field.allCases.first(where: { rest.hasSuffix("_\($0.rawValue)") }) {
            let name = SafeText.clean(rest.dropLast(field.rawValue.count + 1).lowercased())
            if names == nil { mean("\(VariableNames.single)_\(field.rawValue)") }
            if names == nil, nearest == nil { advice.append("did you mean \(VariableNames.single)_\(field.rawValue)?") }
            if names == nil || nearest == nil {
                let also = advice.isEmpty ? "" : "or "
                advice.append(
                    names == nil
                        ? "\(also)name the sync: RENDER_SYNCS=\(name)" : "\(also)add the sync to RENDER_SYNCS: \(name)")
            }
        }
        return "unknown variable: " + (advice.isEmpty ? "README.md lists all" : advice.joined(separator: " "))
    }

    private mutating func mean(_ variable: String) {
        meant.insert(variable)
        // Where a group is meant, no service is missing.
        let (group, service) = (Field.environmentGroupID.rawValue, Field.serviceID.rawValue)
        if variable.hasSuffix(group) { meant.insert(variable.dropLast(group.count) + service) }
    }

    /// A misspelt one would leave the sync to RENDER_API_KEY.
    mutating func refuseKeys(ofOtherConnectionsThan connections: Set<String>) {
        let known = connections.flatMap { [$0, "\($0)_FILE"] }.sorted()
        let prefix = VariableNames.connectionPrefix
        for variable in variables.keys.filter({ $0.utf8.starts(with: prefix.utf8) }).sorted()
        where !known.contains(variable) {
            let bound = NearestName.bound(for: String(variable.dropFirst(prefix.count)))
            let nearest = NearestName.to(variable, among: known, within: bound)
            if nearest != nil { meant.insert("RENDER_API_KEY") }
            let advice =
                nearest.map { "did you mean \($0)?" } ?? "no sync has the CONNECTION_ID that makes it"
            problems.append(.init(variable, "unknown variable: \(advice)"))
        }
    }
}
