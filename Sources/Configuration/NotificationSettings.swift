// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore

/// Where notifications go, and after what.
package struct NotificationSettings: Sendable {
    /// `RENDER_SYNC_NOTIFY_ON`: which pushes somebody is told of. Drift is told of under each.
    package enum Occasion: String, Sendable, CaseIterable {
        case failure, change, always
    }

    package static let variable = "RENDER_SYNC_NOTIFY_URL"
    static let occasionVariable = "RENDER_SYNC_NOTIFY_ON"
    static let variables = [variable, "\(variable)_FILE", occasionVariable]

    /// The whole address: who knows it may send.
    package let url: Secret
    /// The address's host, in lower case.
    package let host: String
    package let occasion: Occasion

    package init(url: Secret, host: String, occasion: Occasion) {
        self.url = url
        self.host = host
        self.occasion = occasion
    }
}

/// Reads `RENDER_SYNC_NOTIFY_URL` and `RENDER_SYNC_NOTIFY_ON`.
struct NotificationReader {
    /// Nil where nobody is to be told, or where a variable is wrong.
    private(set) var settings: NotificationSettings?
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []

    init(_ environment: Environment, allowHTTP: Bool) {
        read(environment, allowHTTP)
        problems = environment.faults(in: NotificationSettings.variables, before: problems)
            .map { $0.about(.notification) }
    }

    private mutating func read(_ environment: Environment, _ allowHTTP: Bool) {
        let occasion = readOccasion(environment)
        let variable = NotificationSettings.variable
        switch environment.credential(variable) {
        case .success(nil):
            guard environment.value(NotificationSettings.occasionVariable) != nil else { return }
            warnings.append(
                .init(NotificationSettings.occasionVariable, "nobody is told without \(variable): set it too"))
        case .failure(let problem): problems.append(problem)
        case .success(let secret?):
            do throws(BaseURLError) {
                let (url, host) = try Self.address(secret, allowHTTP: allowHTTP)
                settings = occasion.map { NotificationSettings(url: url, host: host, occasion: $0) }
            } catch {
                problems.append(.init(environment.nameInUse(variable), Self.message(error)))
            }
        }
    }

    private mutating func readOccasion(_ environment: Environment) -> NotificationSettings.Occasion? {
        let variable = NotificationSettings.occasionVariable
        guard let text = environment.value(variable) else { return .failure }
        if let occasion = NotificationSettings.Occasion(rawValue: text) { return occasion }
        let known = NotificationSettings.Occasion.allCases.map(\.rawValue).joined(separator: ", ")
        problems.append(.init(variable, "expected one of \(known)"))
        return nil
    }

    /// Unlike an API's base it may have a query, which is often the key.
    private static func address(
        _ secret: Secret, allowHTTP: Bool
    ) throws(BaseURLError) -> (url: Secret, host: String) {
        let text = secret.exposed
        let end = text.utf8.firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
        let base = try BaseURL(String(text[..<end]), allowHTTP: allowHTTP)
        guard text[end...].utf8.allSatisfy({ ASCII.isVisible($0) && $0 != UInt8(ascii: "#") }) else {
            throw .malformed
        }
        // The scheme in lower case, and the path with its last slash.
        let scheme = text.prefix { $0 != ":" }
        return (Secret(scheme.lowercased() + text.dropFirst(scheme.count)), base.host)
    }

    private static func message(_ error: BaseURLError) -> String {
        switch error {
        case .malformed: "expected the address of an incoming webhook: https://host[:port]/path, without a user's name"
        case .plainHTTP: ValueFault.plainHTTP
        }
    }
}
