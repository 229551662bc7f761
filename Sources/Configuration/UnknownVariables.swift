// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// Variables with our prefixes that do not exist, and what they were probably meant to be.
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
        let prefixes = (names ?? []).map(VariableNames.prefix)
        let known =
            VariableNames.runWide + prefixes + ([VariableNames.single] + prefixes).flatMap(VariableNames.fields)
        let allowed = Set(known)
        let prefix = "\(VariableNames.single)_"
        let unknown = variables.keys.filter { $0.utf8.starts(with: prefix.utf8) && !allowed.contains($0) }
            .sorted()
        for variable in unknown {
            problems.append(problem(variable, among: known, names))
        }
    }

    private static func topic(_ meant: String?, _ names: [String]?) -> ConfigurationProblem.Topic {
        let prefixes = ["", VariableNames.single] + (names ?? []).map(VariableNames.prefix)
        guard let meant = meant.map(VariableNames.base) else { return .other }
        if NotificationSettings.variables.contains(meant) { return .notification }
        return prefixes.map(VariableNames.signingKey).contains(meant) ? .signingKey : .other
    }

    private mutating func problem(
        _ variable: String, among known: [String], _ names: [String]?
    ) -> ConfigurationProblem {
        let rest = String(variable.dropFirst(VariableNames.single.count + 1))
        let nearest = NearestName.to(variable, among: known, within: NearestName.bound(for: rest))
        var advice = nearest.map { ["did you mean \($0)?"] } ?? []
        if let nearest { mean(nearest) }
        // A field of a sync that RENDER_SYNCS does not name.
        let ending = VariableNames.fields("").first { rest.hasSuffix($0) }
        if let ending {
            let name = SafeText.clean(rest.dropLast(ending.count).lowercased())
            if names == nil { mean("\(VariableNames.single)\(ending)") }
            if names == nil, nearest == nil { advice.append("did you mean \(VariableNames.single)\(ending)?") }
            if names == nil || nearest == nil {
                let also = advice.isEmpty ? "" : "or "
                advice.append(
                    names == nil
                        ? "\(also)name the sync: RENDER_SYNCS=\(name)" : "\(also)add the sync to RENDER_SYNCS: \(name)")
            }
        }
        return ConfigurationProblem(
            variable,
            "unknown variable: " + (advice.isEmpty ? "README.md lists all" : advice.joined(separator: " ")),
            about: Self.topic(nearest ?? ending, names))
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
