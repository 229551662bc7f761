// SPDX-License-Identifier: MIT

import JSON
import SyncCore

/// A project that the identity is a member of.
package struct ProjectListing: Sendable, Equatable {
    package var id: String
    package var name: String
    package var slug: String?
    package var environments: [EnvironmentListing]

    package init(id: String, name: String, slug: String? = nil, environments: [EnvironmentListing] = []) {
        self.id = id
        self.name = name
        self.slug = slug
        self.environments = environments
    }
}

/// An environment of a project.
package struct EnvironmentListing: Sendable, Equatable {
    package var slug: String
    package var name: String

    package init(slug: String, name: String) {
        self.slug = slug
        self.name = name
    }
}

// MARK: Reading

// What the responses lack is taken for what older servers did: they have fewer members.

extension ProjectListing {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        id = try (json["id"]?.string ?? json["_id"]?.string).orMalformed()
        name = json["name"]?.string ?? id
        slug = json["slug"]?.string
        environments = []
        for item in json["environments"]?.array ?? [] { environments.append(try EnvironmentListing(json: item)) }
    }
}

extension EnvironmentListing {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        slug = try (json["slug"]?.string).orMalformed()
        name = json["name"]?.string ?? slug
    }
}

extension Webhook {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        let events = json["eventsFilter"]?.array ?? []
        let lastRun: LastRun =
            switch json["lastStatus"]?.string {
            case "success": .success
            case nil: .none
            case _?: .failed(json["lastRunErrorMessage"]?.string)
            }
        self.init(
            id: try (json["id"]?.string).orMalformed(), url: json["url"]?.string,
            environment: json["environment"]?["slug"]?.string ?? json["environment"]?.string,
            path: json["secretPath"]?.string ?? "/", type: json["type"]?.string ?? Webhook.general,
            isDisabled: json["isDisabled"]?.boolean ?? false,
            events: events.compactMap { $0["eventName"]?.string ?? $0.string }, lastRun: lastRun,
            createdAt: json["createdAt"]?.string, updatedAt: json["updatedAt"]?.string)
    }
}

extension ForeignSync {
    init(json: JSONValue) throws(JSONReader.Malformed) {
        let destination = json["destinationConfig"]
        self.init(
            name: json["name"]?.string ?? json["id"]?.string ?? "(unnamed)",
            isAutoSyncEnabled: json["isAutoSyncEnabled"]?.boolean ?? json["isEnabled"]?.boolean ?? true,
            destinationID: destination?["serviceId"]?.string ?? destination?["environmentGroupId"]?.string,
            kind: destination?["type"]?.string.flatMap(SyncDestination.Kind.init(rawValue:)) ?? .env)
    }
}
