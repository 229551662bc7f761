// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalState {
    /// The folder at a path; nil when it does not exist. Setting creates project and environment as needed.
    package subscript(project: String, environment: String, path: String) -> Folder? {
        get { self.environment(project, environment)?.folder(path) }
        set {
            if !projects.contains(where: { $0.id.isSame(as: project) }) { projects.append(Project(id: project)) }
            guard let position = projects.firstIndex(where: { $0.id.isSame(as: project) }) else { return }
            projects[position].set(newValue, environment, SecretPath.normal(path))
        }
    }

    /// The shared secrets of a folder, for looking at what a test did; empty when the folder does not exist.
    package func secrets(_ project: String, _ environment: String, _ path: String = "/") -> [Secret] {
        self[project, environment, path]?.secrets.filter { $0.type == .shared } ?? []
    }

    /// Creates or changes a shared secret, as if it were done at this time.
    package mutating func set(
        _ key: String, to value: String, project: String, environment: String, path: String = "/", at now: Date = Date()
    ) {
        var folder = self[project, environment, path] ?? Folder(path: path)
        if let position = folder.position(of: key, .shared) {
            folder.secrets[position].value = value
            folder.secrets[position].changed(at: now)
        } else {
            folder.secrets.append(Secret(key, value, updatedAt: Int(now.timeIntervalSince1970)))
        }
        self[project, environment, path] = folder
    }

    package mutating func remove(_ key: String, project: String, environment: String, path: String = "/") {
        guard var folder = self[project, environment, path] else { return }
        folder.secrets.removeAll { $0.type == .shared && $0.key.isSame(as: key) }
        self[project, environment, path] = folder
    }

    func project(_ id: String) -> Project? {
        projects.first { $0.id.isSame(as: id) }
    }

    func environment(_ project: String, _ slug: String) -> Environment? {
        self.project(project)?.environments.first { $0.slug.isSame(as: slug) }
    }
}

extension InfisicalState.Project {
    fileprivate mutating func set(_ folder: InfisicalState.Folder?, _ slug: String, _ path: String) {
        if !environments.contains(where: { $0.slug.isSame(as: slug) }) {
            environments.append(InfisicalState.Environment(slug: slug))
        }
        guard let position = environments.firstIndex(where: { $0.slug.isSame(as: slug) }) else { return }
        environments[position].folders.removeAll { SecretPath.normal($0.path).isSame(as: path) }
        guard var folder else { return }
        folder.path = path
        environments[position].folders.append(folder)
    }
}

extension InfisicalState.Environment {
    /// The folder at a path. The root exists without being listed, and so do the folders above a listed one.
    func folder(_ path: String) -> InfisicalState.Folder? {
        let path = SecretPath.normal(path)
        if let listed = folders.first(where: { SecretPath.normal($0.path).isSame(as: path) }) { return listed }
        let exists = path.isSame(as: "/") || folders.contains { SecretPath.isBelow($0.path, path) }
        return exists ? InfisicalState.Folder(path: path) : nil
    }

    /// The paths of all folders, those above a listed one too, in order.
    var everyPath: [String] {
        var paths: Set<String> = ["/"]
        for folder in folders {
            var path = SecretPath.normal(folder.path)
            while paths.insert(path).inserted { path = SecretPath.parent(path) }
        }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The folder at a path and all below it.
    func folders(from path: String) -> [InfisicalState.Folder] {
        guard let top = folder(path) else { return [] }
        let below = folders.filter { SecretPath.isBelow($0.path, path) }
        return [top] + below
    }
}

extension InfisicalState.Folder {
    func position(of key: String, _ type: InfisicalState.Secret.Kind) -> Int? {
        secrets.firstIndex { $0.type == type && $0.key.isSame(as: key) }
    }
}
