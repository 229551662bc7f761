// SPDX-License-Identifier: MIT

import FoundationEssentials

/// A verified, parsed delivery.
public struct Event: Sendable, Equatable {
    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// Secrets of a folder changed.
        case secretsModified(Place)
        /// Somebody pressed *Test* in Infisical.
        case test(Place?)
        /// Anything else, by its name.
        case other(String)
    }

    /// The folder that an event speaks of.
    public struct Place: Sendable, Equatable {
        /// The project's id.
        public var projectID: String
        /// The environment's slug.
        public var environment: String
        /// The folder.
        public var path: SecretPath
    }

    /// What happened.
    public let kind: Kind
    /// The owners of every key that made the signature.
    public let signers: Set<SigningKey.Owner>

    /// The event's name at Infisical.
    public var name: String {
        switch kind {
        case .secretsModified: "secrets.modified"
        case .test: "test"
        case .other(let name): name
        }
    }
}

/// The members of a webhook's body that matter here; bodies of Infisical's types general, slack and microsoft-teams.
struct EventBody: Decodable {
    struct Project: Decodable {
        var projectId: String?
        var workspaceId: String?
        var environment: String?
        var secretPath: String?
    }

    var event: String?
    var project: Project?
    var timestamp: Int64?
    var chat: String?

    private enum Member: String, CodingKey {
        case event, project, timestamp, text, attachments, type
    }

    /// Members of another type than expected count as absent: other events may carry anything.
    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        event = try? members.decode(String.self, forKey: .event)
        project = try? members.decode(Project.self, forKey: .project)
        timestamp = try? members.decode(Int64.self, forKey: .timestamp)
        if event == nil, members.contains(.attachments) {
            chat = members.contains(.text) ? "Slack" : "Microsoft Teams"
        }
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
        guard let id = project?.projectId ?? project?.workspaceId else { throw .incompleteEvent("project id") }
        guard let environment = project?.environment else { throw .incompleteEvent("environment") }
        guard let path = project?.secretPath else { throw .incompleteEvent("secret path") }
        return Event.Place(projectID: id, environment: environment, path: SecretPath(path))
    }
}
