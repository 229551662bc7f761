// SPDX-License-Identifier: MIT

import Basics
import Sandbox
import TestSupport

/// One random state of both sides, one random sync, and what a push of it must come to.
struct RandomWorld {
    enum Scope: Hashable { case service, group }
    enum Kind: Hashable { case env, file }

    struct Holder: Hashable {
        var scope: Scope
        var kind: Kind
    }

    struct Expectation {
        var exitCode: Int32 = 0
        var holders: [Holder: [String: String]]
        var writes = 0
        var deploys: [String] = []

        func holder(_ scope: Scope, _ kind: Kind) -> [String: String] {
            (holders[Holder(scope: scope, kind: kind)] ?? [:]).mapValues(exact)
        }
    }

    struct Secret {
        var folder: String
        var key: String
        var value: String
        var isHidden = false
        var isPersonal = false
    }

    private let target: Holder
    private let prefix: String
    private let suffix: String
    private let schema: String?
    private let keepsStale: Bool
    private let redeploys: Bool
    private let isRecursive: Bool
    private let isAutoSync: Bool
    private let allowsEmpty: Bool
    private let maxDeletions: String?
    private let included: [String]?
    private let excluded: [String]
    private let hasEmptyImport: Bool
    /// The first push imports, and has not been made.
    private let awaitsInit: Bool
    private let bulk: String
    let usesWebhook: Bool
    private let secrets: [Secret]
    private let imported: [[String: String]]
    private let holders: [Holder: [String: String]]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        target = Holder(scope: chance(50) ? .service : .group, kind: chance(70) ? .env : .file)
        let schemas: [(String?, String, String)] = [
            (nil, "", ""), (nil, "", ""), ("{{secretKey}}", "", ""), ("APP_{{secretKey}}", "APP_", ""),
            ("{{secretKey}}_{{environment}}", "", "_prod"), ("A-{{environment}}-{{secretKey}}_Z", "A-prod-", "_Z"),
        ]
        (schema, prefix, suffix) = schemas[Int.random(in: 0..<schemas.count, using: &random)]
        keepsStale = chance(25)
        redeploys = chance(50)
        isRecursive = chance(25)
        isAutoSync = chance(90)
        allowsEmpty = chance(30)
        maxDeletions = chance(30) ? ["0", "1", "3", "20%", "100%", "none"].randomElement(using: &random) : nil
        included = chance(20) ? [["K*"], ["K?", "IMP"], ["*1", "*2"]].randomElement(using: &random) : nil
        excluded = chance(20) ? [["K0"], ["K1?", "I*"], ["*3", "NONE"]].randomElement(using: &random) ?? [] : []
        hasEmptyImport = chance(12)
        awaitsInit = !isRecursive && chance(5)
        bulk = ["auto", "auto", "always", "never"][Int.random(in: 0..<4, using: &random)]
        usesWebhook = chance(50)
        let count = chance(10) ? 0 : chance(15) ? 30 : Int.random(in: 1...8, using: &random)
        let values = ["1", "2", "é", "e\u{301}", "a\nb\n", " padded ", "\"quoted\\", "🔑", "$NOT_A_REFERENCE"]
        var secrets: [Secret] = []
        for number in 0..<count {
            let folder = chance(20) ? "/below" : chance(10) ? "/below/deep" : "/"
            let value = chance(12) ? "" : values[Int.random(in: 0..<values.count, using: &random)]
            secrets.append(Secret(folder: folder, key: "K\(number)", value: value))
        }
        if chance(6), !secrets.isEmpty { secrets[0].isHidden = true }
        if chance(8), let first = secrets.first {
            secrets.append(Secret(folder: first.folder == "/" ? "/below" : "/", key: first.key, value: "twice"))
        }
        if chance(30) { secrets.append(Secret(folder: "/", key: "MINE", value: "personal", isPersonal: true)) }
        self.secrets = secrets
        imported = chance(30) ? [["K0": "first", "IMP": "first"], ["IMP": "second"]] : []
        var holders: [Holder: [String: String]] = [:]
        for scope in [Scope.service, .group] {
            for kind in [Kind.env, .file] {
                var entries: [String: String] = [:]
                for number in 0..<Int.random(in: 0...(count + 4), using: &random) where chance(60) {
                    let name = chance(75) ? "\(prefix)K\(number)\(suffix)" : "OTHER\(number)"
                    entries[name] = values[Int.random(in: 0..<values.count, using: &random)]
                }
                if !prefix.isEmpty, chance(20) { entries[prefix + suffix] = "only prefix and suffix" }
                holders[Holder(scope: scope, kind: kind)] = entries
            }
        }
        self.holders = holders
    }

    var variables: [String: String] {
        var variables = target.scope == .service ? serviceSync : groupSync
        variables["RENDER_SYNC_TYPE"] = target.kind == .env ? "env" : "file"
        variables["RENDER_SYNC_KEY_SCHEMA"] = schema
        variables["RENDER_SYNC_DISABLE_SECRET_DELETION"] = keepsStale ? "true" : nil
        variables["RENDER_SYNC_AUTO_REDEPLOY_SERVICES"] = redeploys ? "true" : nil
        variables["RENDER_SYNC_RECURSIVE"] = isRecursive ? "true" : nil
        variables["RENDER_SYNC_AUTO_SYNC_ENABLED"] = isAutoSync ? nil : "false"
        variables["RENDER_SYNC_ALLOW_EMPTY_SOURCE"] = allowsEmpty ? "true" : nil
        variables["RENDER_SYNC_MAX_DELETIONS"] = maxDeletions
        variables["RENDER_SYNC_INCLUDE_KEYS"] = included?.joined(separator: ",")
        variables["RENDER_SYNC_EXCLUDE_KEYS"] = excluded.isEmpty ? nil : excluded.joined(separator: ",")
        if awaitsInit { variables["RENDER_SYNC_INITIAL_SYNC_BEHAVIOR"] = "import-prioritize-source" }
        variables["RENDER_SYNC_BULK_WRITES"] = bulk
        return variables
    }

    var state: SandboxState {
        var state = SandboxState.shop()
        var folders: [String: InfisicalState.Folder] = [:]
        for secret in secrets {
            folders[secret.folder, default: .init(path: secret.folder)].secrets.append(
                .init(
                    secret.key, secret.value, type: secret.isPersonal ? .personal : .shared, isHidden: secret.isHidden))
        }
        var root = folders["/"] ?? .init(path: "/")
        for (index, entries) in imported.enumerated() {
            let path = "/lib\(index)"
            state.infisical.projects[0].environments.append(
                .init(
                    slug: "lib\(index)", folders: [.init(path: path, secrets: entries.map { .init($0.key, $0.value) })])
            )
            root.imports.append(.init(environment: "lib\(index)", path: path))
        }
        if hasEmptyImport {
            state.infisical.projects[0].environments.append(.init(slug: "void", folders: [.init(path: "/void")]))
            root.imports.append(.init(environment: "void", path: "/void"))
        }
        folders["/"] = root
        state.infisical.projects[0].environments[0].folders = folders.values.sorted { $0.path < $1.path }
        func entries(_ scope: Scope, _ kind: Kind) -> [(String, String)] {
            (holders[Holder(scope: scope, kind: kind)] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
        state.render[service: "srv-1"]?.envVars = entries(.service, .env).map { .init($0.0, $0.1) }
        state.render[service: "srv-1"]?.secretFiles = entries(.service, .file).map { .init($0.0, $0.1) }
        state.render[envGroup: "evg-1"]?.envVars = entries(.group, .env).map { .init($0.0, $0.1) }
        state.render[envGroup: "evg-1"]?.secretFiles = entries(.group, .file).map { .init($0.0, $0.1) }
        return state
    }

    // MARK: The oracle

    var expectation: Expectation {
        var expectation = Expectation(holders: holders)
        if usesWebhook, !isAutoSync { return expectation }
        let seen = secrets.filter { !$0.isPersonal && (isRecursive || $0.folder == "/") && chosen($0.key) }
        let libraries = imported.map { $0.filter { chosen($0.key) } }
        // Where nobody tells which folder declares an import, nothing wins over anything.
        let names = seen.map(\.key) + (isRecursive ? libraries.flatMap(\.keys) : [])
        let before = holders[target] ?? [:]
        let managed = before.keys.filter { name in
            name.count > prefix.count + suffix.count && name.hasPrefix(prefix) && name.hasSuffix(suffix)
                && chosen(String(name.dropFirst(prefix.count).dropLast(suffix.count)))
        }
        var source: [String: String] = [:]
        for entries in libraries { source.merge(entries) { $1 } }
        for secret in seen { source[secret.key] = secret.value }
        var wanted: [String: String] = [:]
        for (key, value) in source where !value.isEmpty { wanted[prefix + key + suffix] = value }
        let stale = keepsStale ? [] : managed.filter { wanted[$0] == nil }
        let lost = stale.filter { name in !source.keys.contains { prefix + $0 + suffix == name } }
        let isRefused =
            awaitsInit || seen.contains(where: \.isHidden) || Set(names).count < names.count
            || (wanted.isEmpty && !stale.isEmpty && !allowsEmpty)
            || (hasEmptyImport && !lost.isEmpty && maxDeletions != "none")
            || stale.count > deletionBound(managed.count, isEmpty: wanted.isEmpty)
        if isRefused {
            expectation.exitCode = 65
            return expectation
        }
        let changed = wanted.filter { key, value in
            before[key].map { Array($0.utf8) != Array(value.utf8) } ?? true
        }
        let changes = changed.count + stale.count
        guard changes > 0 else { return expectation }
        var after = before
        for key in stale { after[key] = nil }
        after.merge(wanted) { $1 }
        expectation.holders[target] = after
        expectation.writes = isBulk(changes) ? 1 : changes
        if redeploys { expectation.deploys = target.scope == .service ? ["srv-1"] : ["srv-2", "srv-3"] }
        return expectation
    }

    private func deletionBound(_ managed: Int, isEmpty: Bool) -> Int {
        guard let maxDeletions else { return isEmpty && allowsEmpty ? .max : max(5, managed / 2) }
        if maxDeletions == "none" { return .max }
        guard maxDeletions.hasSuffix("%") else { return Int(maxDeletions) ?? 0 }
        return managed * (Int(maxDeletions.dropLast()) ?? 0) / 100
    }

    private func isBulk(_ changes: Int) -> Bool {
        let isUnbound = included == nil && excluded.isEmpty && (maxDeletions ?? "none") == "none"
        let ownsAll = prefix.isEmpty && suffix.isEmpty && !keepsStale
        return target.scope == .service && isUnbound
            && (bulk == "always" || (bulk == "auto" && ownsAll && changes > 20))
    }

    /// Whether the filters leave the name in.
    private func chosen(_ name: String) -> Bool {
        (included?.contains { Self.fits(name[...], $0[...]) } ?? true)
            && !excluded.contains { Self.fits(name[...], $0[...]) }
    }

    private static func fits(_ name: Substring, _ glob: Substring) -> Bool {
        guard let sign = glob.first else { return name.isEmpty }
        let rest = glob.dropFirst()
        if sign == "*" { return (0...name.count).contains { fits(name.dropFirst($0), rest) } }
        guard let first = name.first, sign == "?" || sign == first else { return false }
        return fits(name.dropFirst(), rest)
    }
}
