// SPDX-License-Identifier: MIT

import Basics
import JSON

/// A verified, parsed delivery.
package struct Event: Sendable, Equatable {
    /// What happened.
    package enum Kind: Sendable, Equatable {
        /// Secrets of a folder changed.
        case secretsModified(Place)
        /// Somebody pressed *Test* in Infisical.
        case test(Place?)
        /// Nothing to push, and something that people want to hear of.
        case notice(Notice)
        /// Anything else, by its name.
        case other(String)
    }

    /// The folder that an event speaks of.
    package struct Place: Sendable, Equatable {
        /// The project's id.
        package var projectID: String
        /// The environment's slug.
        package var environment: String
        package var path: SecretPath
    }

    /// What Infisical tells of a secret that did not change.
    package struct Notice: Sendable, Equatable {
        package enum Subject: String, Sendable, CaseIterable {
            case rotationFailed = "secrets.rotation-failed"
            case reminderExpired = "secrets.reminder-expired"
        }

        package var subject: Subject
        package var place: Place?
        /// The rotation's name, or the secret's.
        package var name: String?
        /// Why the rotation failed, or what somebody wanted to be reminded of.
        package var text: String?
    }

    package let kind: Kind
    /// The scopes of every key that made the signature.
    package let signers: Set<SigningKey.Scope>
    /// Who changed it, as Infisical says.
    package var changedBy: String?
    /// What that is: `user`, `identity` or another word of Infisical's.
    package var changedByType: String?
    /// The signature's bytes, which no other body has.
    package var signature: [UInt8] = []
    /// When it was signed, in milliseconds since 1970.
    package var timestamp: Int64 = 0

    package init(kind: Kind, signers: Set<SigningKey.Scope>) {
        self.kind = kind
        self.signers = signers
    }

    /// The event's name at Infisical.
    package var name: String {
        switch kind {
        case .secretsModified: Self.secretsModified
        case .test: Self.test
        case .notice(let notice): notice.subject.rawValue
        case .other(let name): name
        }
    }

    /// The folder, where the event names one.
    package var place: Place? {
        switch kind {
        case .secretsModified(let place): place
        case .test(let place): place
        case .notice(let notice): notice.place
        case .other: nil
        }
    }

    static let secretsModified = "secrets.modified"
    static let test = "test"
}

/// The members of a webhook's body that matter here; bodies of Infisical's types general, slack and microsoft-teams.
struct EventBody {
    let timestamp: Int64?
    let changedBy: String?
    let changedByType: String?
    private let event: String?
    private let project: JSONValue?
    private let chat: String?
    private let body: JSONValue

    /// Members of another type than expected count as absent: other events may carry anything. Nil for what is no JSON
    /// object.
    init?(json: [UInt8]) {
        guard let body = try? JSONValue(json: json), body.object != nil else { return nil }
        self.body = body
        timestamp = body["timestamp"]?.whole
        event = body["event"]?.string
        project = body["project"]
        changedBy = project?["changedBy"]?.string
        changedByType = project?["changedByActorType"]?.string
        chat = event == nil ? Self.chat(body) : nil
    }

    /// The chat program that the body is meant for.
    private static func chat(_ body: JSONValue) -> String? {
        if body["text"] != nil || body["blocks"] != nil { return "Slack" }
        return body["attachments"] != nil ? "Microsoft Teams" : nil
    }

    /// What happened.
    func kind() throws(DeliveryRefusal) -> Event.Kind {
        if let chat { throw .chatPayload(chat) }
        guard let event else { throw .noEvent }
        if event.hasSameBytes(as: Event.secretsModified) { return .secretsModified(try place()) }
        if event.hasSameBytes(as: Event.test) { return .test(try? place()) }
        if let subject = Event.Notice.Subject.allCases.first(where: { $0.rawValue.hasSameBytes(as: event) }) {
            return .notice(notice(subject))
        }
        return .other(event)
    }

    private func notice(_ subject: Event.Notice.Subject) -> Event.Notice {
        let (name, text) =
            switch subject {
            case .rotationFailed: ("rotationName", "errorMessage")
            case .reminderExpired: ("secretName", "reminderNote")
            }
        // Inside `project` or beside it: not checked against a server.
        func member(_ name: String) -> String? { body[name]?.string ?? project?[name]?.string }
        return Event.Notice(subject: subject, place: try? place(), name: member(name), text: member(text))
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
