// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore

extension InfisicalConfiguration {
    /// Reads the Infisical settings alone, for commands that need no sync.
    package init(_ environment: Environment) throws(ConfigurationError) {
        let settings = ConnectionSettings(environment)
        guard settings.problems.isEmpty, let infisical = settings.infisical else {
            throw ConfigurationError(settings.problems)
        }
        self = infisical
    }
}

/// Reads how the two APIs are reached.
struct ConnectionSettings {
    static let allowHTTP = "RENDER_SYNC_ALLOW_HTTP"
    private static let renderURL = "RENDER_API_URL"

    private(set) var infisical: InfisicalConfiguration?
    private(set) var renderURL: BaseURL?
    private(set) var problems: [ConfigurationProblem] = []
    /// The problems of Render's address alone.
    var renderProblems: [ConfigurationProblem] {
        problems.filter { $0.variable == Self.renderURL || $0.variable == Self.allowHTTP }
    }

    private let environment: Environment
    /// Whether plain HTTP may go to other machines.
    private(set) var allowsHTTP = false

    init(_ environment: Environment) {
        self.environment = environment
        if let text = environment.variables[Self.allowHTTP] {
            if let flag = Bool(setting: text) {
                allowsHTTP = flag
            } else {
                problems.append(.init(Self.allowHTTP, "expected true or false"))
            }
        }
        renderURL = url(Self.renderURL, environment.value(Self.renderURL) ?? "https://api.render.com")?
            .endingIn("/v1")
        checkAuthorities()
        let domain = infisicalDomain()
        let authentication = self.authentication()
        if let domain, let authentication {
            infisical = InfisicalConfiguration(domain: domain, authentication: authentication)
        }
        problems = environment.faults(
            in: [
                Self.renderURL, Self.allowHTTP, "INFISICAL_DOMAIN", "INFISICAL_API_URL", "INFISICAL_AUTH_METHOD",
                Self.kubernetesToken, InfisicalConfiguration.authoritiesVariable,
            ], before: problems)
    }

    private mutating func infisicalDomain() -> BaseURL? {
        let (name, alias) = ("INFISICAL_DOMAIN", "INFISICAL_API_URL")
        let text = environment.value(name) ?? environment.value(alias) ?? "https://app.infisical.com"
        let variable = environment.value(name) != nil ? name : alias
        return url(variable, text)?.removing("/api")
    }

    /// libcurl says no more than that it cannot use the file, and not before the first call.
    private mutating func checkAuthorities() {
        let variable = InfisicalConfiguration.authoritiesVariable
        guard let path = environment.value(variable) else { return }
        let fault: String?
        switch environment.readFile(path) {
        case .success(let text):
            fault = text.utf8.contains("-----BEGIN ".utf8) ? nil : "holds no certificate in PEM form"
        // A bundle may be larger than what a credential may be.
        case .failure(.tooLarge): fault = nil
        case .failure(.notText): fault = "holds no certificate in PEM form"
        case .failure(let found): fault = found.message
        }
        if let fault { problems.append(.init(variable, "\(SafeText.clean(path)): \(fault)")) }
    }

    private mutating func url(_ variable: String, _ text: String) -> BaseURL? {
        do throws(BaseURLError) {
            return try BaseURL(text, allowHTTP: allowsHTTP)
        } catch {
            switch error {
            case .malformed:
                problems.append(.init(variable, "expected a URL of the form https://host[:port][/path]"))
            case .plainHTTP:
                problems.append(.init(variable, ValueFault.plainHTTP))
            }
            return nil
        }
    }

    // MARK: Authentication

    private enum Method: String, CaseIterable {
        case universal = "universal-auth"
        case token
        case kubernetes
        case oidc = "oidc-auth"
        case jwt = "jwt-auth"
        case google = "gcp-id-token"
        case azure
        case aws = "aws-iam"
    }

    private static let clientID = "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"
    private static let clientSecret = "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"
    private static let kubernetesToken = "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH"

    private mutating func authentication() -> InfisicalConfiguration.Authentication? {
        switch method() {
        case nil:
            return nil
        case .token?:
            return required("INFISICAL_TOKEN", "an Infisical access token").map { .token($0) }
        case .universal?:
            let id = required(Self.clientID, "the machine identity's client id")
            let secret = required(Self.clientSecret, "the machine identity's client secret")
            guard let id, let secret else { return nil }
            return .universal(clientID: id, clientSecret: secret)
        case .kubernetes?:
            let path = environment.value(Self.kubernetesToken) ?? "/var/run/secrets/kubernetes.io/serviceaccount/token"
            return keyless("kubernetes-auth", .file(path))
        case .oidc?:
            return required("INFISICAL_JWT", "the token that the platform issued").flatMap {
                keyless("oidc-auth", .value($0))
            }
        case .jwt?:
            return required("INFISICAL_JWT", "the token that the platform issued").flatMap {
                keyless("jwt-auth", .value($0))
            }
        case .google?:
            return platform { id, environment throws(ConfigurationProblem) in
                .jwt(
                    endpoint: "gcp-auth", identityID: id,
                    source: .platform(try .google(environment, identityID: id)))
            }
        case .azure?:
            return platform { id, environment throws(ConfigurationProblem) in
                .jwt(endpoint: "azure-auth", identityID: id, source: .platform(try .azure(environment)))
            }
        case .aws?:
            return platform { id, environment throws(ConfigurationProblem) in
                .aws(identityID: id, try AWSIdentity(environment))
            }
        }
    }

    /// A method whose proof the platform itself gives.
    private mutating func platform(
        _ method: (String, Environment) throws(ConfigurationProblem) -> InfisicalConfiguration.Authentication
    ) -> InfisicalConfiguration.Authentication? {
        guard let id = identityID() else { return nil }
        do throws(ConfigurationProblem) {
            return try method(id, environment)
        } catch {
            problems.append(error)
            return nil
        }
    }

    private mutating func identityID() -> String? {
        let variable = "INFISICAL_MACHINE_IDENTITY_ID"
        guard let id = environment.value(variable) else {
            problems.append(.init(variable, "missing: set it to the machine identity's id"))
            return nil
        }
        guard let fault = ValueFault.inID(id, of: "the identity", "its page in Infisical shows it") else { return id }
        problems.append(.init(variable, fault))
        return nil
    }

    private mutating func keyless(
        _ endpoint: String, _ source: InfisicalConfiguration.JWTSource
    ) -> InfisicalConfiguration.Authentication? {
        guard let id = identityID() else { return nil }
        // A file named by the user is read at each login, as the platform renews it.
        if case .value = source, let path = environment.value("INFISICAL_JWT_FILE") {
            return .jwt(endpoint: endpoint, identityID: id, source: .file(path))
        }
        return .jwt(endpoint: endpoint, identityID: id, source: source)
    }

    private mutating func method() -> Method? {
        if let text = environment.value("INFISICAL_AUTH_METHOD") {
            if let method = Method(rawValue: text) { return method }
            let known = Method.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(.init("INFISICAL_AUTH_METHOD", "expected one of \(known)"))
            return nil
        }
        if isSet("INFISICAL_TOKEN") { return .token }
        if isSet(Self.clientID) || isSet(Self.clientSecret) { return .universal }
        if isSet(Self.kubernetesToken) { return .kubernetes }
        if isSet("INFISICAL_JWT") { return .jwt }
        problems.append(
            .init(
                Self.clientID,
                "no Infisical credential is set: set this and \(Self.clientSecret), or INFISICAL_TOKEN, "
                    + "or INFISICAL_AUTH_METHOD for a keyless method"))
        return nil
    }

    private func isSet(_ variable: String) -> Bool {
        environment.value(variable) != nil || environment.value(variable + "_FILE") != nil
    }

    private mutating func required(_ variable: String, _ what: String) -> Secret? {
        switch environment.credential(variable) {
        case .success(let secret?): return secret
        case .success(nil):
            problems.append(.init(variable, "missing: set it to \(what), or \(variable)_FILE to a file that holds it"))
        case .failure(let problem): problems.append(problem)
        }
        return nil
    }
}
