// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// The keys of an AWS role, temporary ones with a session token.
package struct AWSKeys: Sendable, Equatable {
    /// The access key's id.
    package var accessKeyID: Secret
    /// The secret access key.
    package var secretAccessKey: Secret
    /// The session token of temporary keys.
    package var sessionToken: Secret?

    package init(accessKeyID: Secret, secretAccessKey: Secret, sessionToken: Secret?) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

/// The AWS role that the workload runs as: where its keys come from, and the region whose STS attests it.
package struct AWSIdentity: Sendable, Equatable {
    /// Where keys come from. AWS renews them all but the first kind, so they are read at each login.
    package enum Source: Sendable, Equatable {
        /// The environment, as in Lambda: such keys live as long as the process.
        case environment(AWSKeys)
        /// The endpoint that ECS and EKS Pod Identity name, and what it asks for as `Authorization`.
        case container(url: String, authorization: Authorization?)
        /// The role of the EC2 instance.
        case instance
    }

    /// What a container sends to its endpoint.
    package enum Authorization: Sendable, Equatable {
        /// The value itself.
        case value(Secret)
        /// A file that the platform renews.
        case file(String)
    }

    /// Where keys come from.
    package var source: Source
    /// The region; nil when the instance must be asked.
    package var region: String?
    /// The base address of EC2's metadata service.
    package var instanceMetadata: MetadataAddress

    /// An address of EC2's metadata service.
    package func instanceURL(_ path: String) -> String { instanceMetadata.appending(path) }

    /// Whether it can be a region: it becomes a part of a host's name. Infisical takes the same form, and no longer one
    /// than this (`identity-aws-auth-service.ts`).
    package static func isRegion(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { ASCII.isLowercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") }
    }
}

extension AWSIdentity {
    /// Reads AWS's own variables, in the order in which its SDKs look.
    /// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    init(_ environment: Environment) throws(ConfigurationProblem) {
        let endpoint = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        guard let base = MetadataAddress(environment.value(endpoint) ?? "http://169.254.169.254") else {
            throw .notNear(endpoint, "http://address[:port]")
        }
        instanceMetadata = base
        region = environment.value("AWS_REGION") ?? environment.value("AWS_DEFAULT_REGION")
        if let region, !Self.isRegion(region) {
            let variable = environment.value("AWS_REGION") != nil ? "AWS_REGION" : "AWS_DEFAULT_REGION"
            throw ConfigurationProblem(variable, "expected the name of a region, like eu-central-1")
        }
        source = try Self.source(environment)
    }

    private static func source(_ environment: Environment) throws(ConfigurationProblem) -> Source {
        if let keys = try keys(environment) { return .environment(keys) }
        if environment.value("AWS_WEB_IDENTITY_TOKEN_FILE") != nil {
            throw ConfigurationProblem(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "aws-iam does not exchange it: set INFISICAL_AUTH_METHOD=oidc-auth and INFISICAL_JWT_FILE to this path")
        }
        if let container = try container(environment) { return container }
        if environment.value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" {
            throw ConfigurationProblem(
                "AWS_EC2_METADATA_DISABLED", "no other source of AWS keys is set: unset this or set AWS_ACCESS_KEY_ID")
        }
        return .instance
    }

    private static func keys(_ environment: Environment) throws(ConfigurationProblem) -> AWSKeys? {
        let (idName, secretName) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        switch (environment.value(idName), environment.value(secretName)) {
        case (nil, nil): return nil
        case (nil, _?): throw ConfigurationProblem(idName, "missing beside \(secretName)")
        case (_?, nil): throw ConfigurationProblem(secretName, "missing beside \(idName)")
        case (let id?, let secret?):
            let token = environment.value("AWS_SESSION_TOKEN")
            for (name, value) in [(idName, id), ("AWS_SESSION_TOKEN", token ?? "")] where !value.isHeaderValue {
                throw ConfigurationProblem(name, ValueFault.controlCharacter)
            }
            return AWSKeys(
                accessKeyID: Secret(id), secretAccessKey: Secret(secret), sessionToken: token.map { Secret($0) })
        }
    }

    private static func container(_ environment: Environment) throws(ConfigurationProblem) -> Source? {
        let (relative, full) = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
        let address: MetadataAddress?
        if let path = environment.value(relative) {
            address = path.hasPrefix("/") ? MetadataAddress("http://169.254.170.2\(path)") : nil
            guard address != nil else { throw ConfigurationProblem(relative, "expected a path that begins with /") }
        } else if let text = environment.value(full) {
            address = MetadataAddress(text)
            guard address != nil else { throw .notNear(full, "http://address/path") }
        } else {
            return nil
        }
        guard let url = address?.description else { return nil }
        return .container(url: url, authorization: try authorization(environment))
    }

    private static func authorization(_ environment: Environment) throws(ConfigurationProblem) -> Authorization? {
        if let path = environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") { return .file(path) }
        let name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        guard let token = environment.value(name) else { return nil }
        guard token.isHeaderValue else {
            throw ConfigurationProblem(name, ValueFault.controlCharacter)
        }
        return .value(Secret(token))
    }
}
