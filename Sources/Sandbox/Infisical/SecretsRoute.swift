// SPDX-License-Identifier: MIT

/// A route on secrets, whichever generation of the API it belongs to.
struct SecretsRoute {
    enum Target {
        /// The folder's secrets.
        case list
        /// One secret by its name.
        case one(String)
        /// Many at once.
        case batch
    }

    let target: Target
    /// The name of the project's parameter: `projectId` in v4, `workspaceId` before.
    let projectParameter: String

    /// Nil when it is not a route on secrets, or one that the server does not have yet.
    init?(_ segments: [String], legacyOnly: Bool) {
        if segments.starts(with: ["api", "v4", "secrets"]), !legacyOnly {
            projectParameter = "projectId"
            switch (segments.count, segments.last) {
            case (3, _): target = .list
            case (4, "batch"): target = .batch
            case (4, let name?): target = .one(name)
            default: return nil
            }
        } else if segments.starts(with: ["api", "v3", "secrets"]) {
            projectParameter = "workspaceId"
            switch (segments.count, segments.dropFirst(3).first, segments.last) {
            case (4, "raw", _): target = .list
            case (5, "batch", "raw"): target = .batch
            case (5, "raw", let name?): target = .one(name)
            default: return nil
            }
        } else {
            return nil
        }
    }
}
