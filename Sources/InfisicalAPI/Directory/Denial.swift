// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// Why the identity may not make a call that others may. Not a `CallFailure`: somebody may know another way.
package struct Denial: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Its role lacks the permission.
        case permission
        /// The server lets people do this and no machine identity, as it did with webhooks before pull request 6818
        /// (June 2026).
        case identities
        /// It is no member of the project, calls from an address that it may not, or the server does not say.
        case other
    }

    package var reason: Reason
    /// What was refused, and what to do.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

extension Result where Failure == Denial {
    /// Throws a denial as an ordinary failure, for callers that cannot act on it.
    package func granted() throws(CallFailure) -> Success {
        switch self {
        case .success(let value): return value
        case .failure(let denial): throw CallFailure(.refused, denial.message)
        }
    }
}

/// A permission as Infisical's roles name it.
struct Permission: Sendable {
    var action: String
    var subject: String

    static let readProjects = Permission(action: "read", subject: "project")
    static let readFolders = Permission(action: "read", subject: "secret-folders")
    static let readSyncs = Permission(action: "read", subject: "secret-syncs")

    static func webhooks(_ action: String) -> Permission { Permission(action: action, subject: "webhooks") }
}

extension Denial.Reason {
    /// Infisical names a lack of permission. What it says of a route that is closed to machine identities is no more than
    /// that they may not access the resource (backend `server/plugins/auth/verify-auth.ts`).
    init(_ body: APIErrorBody?, _ permission: Permission) {
        let name = SafeText.clean(body?.error ?? "").lowercased()
        let text = SafeText.clean(body?.message ?? "").lowercased()
        let saysPermission =
            name.contains("permission") || text.contains("permission")
            || (text.contains(permission.subject) && text.contains(permission.action))
        if saysPermission {
            self = .permission
        } else if text.contains("member") || text.contains("ip address") || permission.subject != "webhooks" {
            self = .other
        } else {
            self = .identities
        }
    }
}
