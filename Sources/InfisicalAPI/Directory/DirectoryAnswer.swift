// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

/// What came of a call that the identity may not be allowed to make.
package enum DirectoryAnswer<Value: Sendable>: Sendable {
    case value(Value)
    case denied(Denial)

    /// The value. A denial is a failure like any other to who can do nothing about it.
    package func granted() throws(ServiceFailure) -> Value {
        switch self {
        case .value(let value): return value
        case .denied(let denial): throw ServiceFailure(.refused, denial.message)
        }
    }
}

extension DirectoryAnswer: Equatable where Value: Equatable {}

/// Why the identity may not do something that others may.
package struct Denial: Sendable, Equatable {
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
