// SPDX-License-Identifier: MIT

import JSON

/// A verified, parsed delivery.
package struct Event: Sendable, Equatable {
    /// What happened.
    package enum Kind: Sendable, Equatable {
        /// Secrets of a folder changed.
        case secretsModified(Place)
        /// Somebody pressed *Test* in Infisical.
        case test(Place?)
        /// Anything else, by its name.
        case other(String)
    }

    /// The folder that an event speaks of.
    package struct Place: Sendable, Equatable {
        /// The project's id.
        package var projectID: String
        /// The environment's slug.
        package var environment: String
        /// The folder.
        package var path: SecretPath
    }

    /// What happened.
    package let kind: Kind
    /// The owners of every key that made the signature.
    package let signers: Set<SigningKey.Owner>

    /// The event's name at Infisical.
    package var name: String {
        switch kind {
        case .secretsModified: "secrets.modified"
        case .test: "test"
        case .other(let name): name
        }
    }
}

/// The members of a webhook's body that matter here; bodies of Infisical's types general, slack and microsoft-teams.
struct EventBody {
    let timestamp: Int64?
    private let event: String?
    private let project: JSONValue?
    private let chat: String?

    /// Members of another type than expected count as absent: other events may carry anything. Nil for what is no JSON
    /// object.
    init?(json: [UInt8]) {
        guard let body = try? JSONValue(json: json), body.object != nil else { return nil }
        timestamp = body["timestamp"]?.whole
        event = body["event"]?.string
        project = body["project"]
        let isChat = event == nil && body["attachments"] != nil
        chat = isChat ? body["text"] == nil ? "Microsoft Teams" : "Slack" : nil
    }

    /// What happened.
    func kind() throws(DeliveryRefusal) -> Event.Kind {
        if let chat { throw .chatPayload(chat) }
        switch event {
        case nil: throw .incompleteEvent("\"event\"")
        case "secrets.modified"?: return .secretsModified(try place())
        case "test"?: return .test(try? place())
        case let name?: return .other(name)
        }
    }

    private func place() throws(DeliveryRefusal) -> Event.Place {
        // Older servers send workspaceId only.
        guard let id = project?["projectId"]?.string ?? project?["workspaceId"]?.string else {
            throw .incompleteEvent("project id")
        }
        guard let environment = project?["environment"]?.string else { throw .incompleteEvent("environment") }
        guard let path = project?["secretPath"]?.string else { throw .incompleteEvent("secret path") }
        return Event.Place(projectID: id, environment: environment, path: SecretPath(path))
    }
}
