// SPDX-License-Identifier: MIT

/// Paths of folders.
enum SecretPath {
    /// The path with one leading slash, and none that is double or trailing.
    static func normal(_ path: String) -> String {
        "/" + path.split(separator: "/").joined(separator: "/")
    }

    /// The folder above; the root has itself.
    static func parent(_ path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }

    static func name(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "root"
    }

    /// The way down from a folder above.
    static func relative(_ path: String, to top: String) -> String {
        path.split(separator: "/").dropFirst(top.split(separator: "/").count).joined(separator: "/")
    }

    /// Whether a path lies below another one (and is not the same).
    static func isBelow(_ path: String, _ top: String) -> Bool {
        let top = normal(top)
        let prefix = top.isSame(as: "/") ? "/" : top + "/"
        let path = normal(path)
        return path.utf8.count > prefix.utf8.count && path.utf8.starts(with: prefix.utf8)
    }
}
