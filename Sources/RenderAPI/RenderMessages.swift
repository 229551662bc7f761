// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What people read about Render's refusals.
struct RenderMessages {
    let destination: SyncDestination
    /// What the sync's variables begin with.
    let variablePrefix: String

    static let notRender = "this is not Render's API: check RENDER_API_URL"
    static let key = "check RENDER_API_KEY, or the key of this sync's connection"

    /// A service or group that does not exist, or that belongs to somebody else.
    var notFound: String {
        let (what, field) =
            switch destination.scope {
            case .service(let id): ("service \(id)", "SERVICE_ID")
            case .environmentGroup(let id): ("environment group \(id)", "ENVIRONMENT_GROUP_ID")
            }
        return "Render has no \(what) that this API key may see: check \(variablePrefix)_\(field) and RENDER_API_KEY"
    }

    static let deploy = "see the service's page in Render's Dashboard"

    static func noService(_ id: String) -> String {
        "Render has no service \(SafeText.clean(id)), or no such deploy of it, that this API key may see"
    }

    static func key(_ key: Key, _ message: String) -> String { "key \(SafeText.clean(key.name)): \(message)" }

    static func noAddress(_ key: Key) -> String {
        "the key \"\(SafeText.clean(key.name))\" cannot be part of an address: rename it at Render"
    }

    static func check(_ variable: String) -> String { "check \(variable)" }

    static func unreadableList(_ collection: String) -> String {
        "Render GET \(collection): an item of the list has no id: check RENDER_API_URL"
    }

    static func endlessList(_ collection: String) -> String { "Render GET \(collection): the list does not end" }
}
