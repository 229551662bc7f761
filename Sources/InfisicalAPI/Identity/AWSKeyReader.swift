// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import JSON

/// Reads the keys and the region of the role that the workload runs as.
struct AWSKeyReader {
    /// EC2's metadata service responds within milliseconds, or not at all.
    private static let instanceTimeout = Duration.seconds(2)
    /// The container endpoints may have to ask STS first.
    private static let containerTimeout = Duration.seconds(5)

    let identity: AWSIdentity
    let client: APIClient
    let readFile: @Sendable (String) -> String?

    func keysAndRegion() async throws(CallFailure) -> (keys: AWSKeys, region: String) {
        switch identity.source {
        case .environment(let keys):
            return (keys, try await region(nil))
        case .container(let url, let authorization):
            var request = HTTPRequest(.get, url)
            request.timeout = Self.containerTimeout
            request.headers["Authorization"] = try authorization.map(value)?.exposed
            let keys = try await client.call(request, endpoint: "GET credentials (AWS)") { response in
                try Self.keys(response, hint: AWSMessages.noContainerKeys)
            }
            return (keys, try await region(nil))
        case .instance:
            let session = try await instanceSession()
            return (try await instanceKeys(session), try await region(session))
        }
    }

    private func value(_ authorization: AWSIdentity.Authorization) throws(CallFailure) -> Secret {
        switch authorization {
        case .value(let token): return token
        case .file(let path):
            guard let text = readFile(path)?.trimmingSpaces(), !text.isEmpty, text.isHeaderValue else {
                throw CallFailure(.refused, AWSMessages.unreadableFile(path))
            }
            return Secret(text)
        }
    }

    // MARK: EC2

    /// A session of the metadata service, version 2. Somebody who makes us send a request of theirs has none.
    private func instanceSession() async throws(CallFailure) -> Secret {
        var request = HTTPRequest(.put, identity.instanceURL("/latest/api/token"))
        request.timeout = Self.instanceTimeout
        request.headers["X-aws-ec2-metadata-token-ttl-seconds"] = "300"
        do throws(CallFailure) {
            return try await client.call(request, endpoint: "PUT token (EC2)") { response in
                guard response.isSuccess else {
                    throw APIRefusal(LoginMessages.refused(response.status, AWSMessages.noKeys))
                }
                return Secret(try Self.line(response))
            }
        } catch {
            throw error.adding(hint: AWSMessages.noKeys)
        }
    }

    private func instanceKeys(_ session: Secret) async throws(CallFailure) -> AWSKeys {
        let path = "/latest/meta-data/iam/security-credentials/"
        let endpoint = "GET security-credentials (EC2)"
        let hint = AWSMessages.noRole
        let role = try await client.call(instanceRequest(path, session), endpoint: endpoint) { response in
            guard response.isSuccess else { throw APIRefusal(LoginMessages.refused(response.status, hint)) }
            return try Self.line(response)
        }
        guard role.utf8.allSatisfy({ Self.isRoleByte($0) }) else {
            throw CallFailure(.refused, AWSMessages.badRole(endpoint))
        }
        return try await client.call(instanceRequest(path + role, session), endpoint: endpoint) { response in
            try Self.keys(response, hint: hint)
        }
    }

    private func region(_ session: Secret?) async throws(CallFailure) -> String {
        if let region = identity.region { return region }
        let endpoint = "GET region (EC2)"
        do throws(CallFailure) {
            let session = if let session { session } else { try await instanceSession() }
            let region = try await client.call(
                instanceRequest("/latest/meta-data/placement/region", session), endpoint: endpoint
            ) { response in
                guard response.isSuccess else { throw APIRefusal(LoginMessages.refused(response.status, nil)) }
                return try Self.line(response)
            }
            guard AWSIdentity.isRegion(region) else {
                throw CallFailure(.refused, AWSMessages.badRegion(endpoint))
            }
            return region
        } catch {
            throw error.adding(hint: AWSMessages.setRegion)
        }
    }

    private func instanceRequest(_ path: String, _ session: Secret) -> HTTPRequest {
        var request = HTTPRequest(.get, identity.instanceURL(path))
        request.timeout = Self.instanceTimeout
        request.headers["X-aws-ec2-metadata-token"] = session.exposed
        return request
    }

    // MARK: Responses

    /// The form that ECS, EKS and EC2 share; EC2's has `Code` too.
    private static func keys(_ response: HTTPResponse, hint: String) throws -> AWSKeys {
        // The text is not repeated: it may hold what was sent.
        guard response.isSuccess else { throw APIRefusal(LoginMessages.refused(response.status, hint)) }
        let body = try JSONValue(json: response.body)
        let keys = AWSKeys(
            accessKeyID: Secret(try (body["AccessKeyId"]?.string).orMalformed()),
            secretAccessKey: Secret(try (body["SecretAccessKey"]?.string).orMalformed()),
            sessionToken: (body["Token"]?.string).map(Secret.init))
        for key in [keys.accessKeyID, keys.secretAccessKey] + [keys.sessionToken].compactMap({ $0 }) {
            guard key.exposed.isHeaderValue else {
                throw APIRefusal(LoginMessages.unusable("AWS credentials"), standsAlone: true)
            }
        }
        return keys
    }

    private struct NotALine: Error {}

    /// The first line of a text, fit for a header.
    private static func line(_ response: HTTPResponse) throws -> String {
        let text = String(validating: response.body, as: UTF8.self)?.split(whereSeparator: \.isNewline).first
        guard let line = text?.trimmingSpaces(), !line.isEmpty, line.utf8.allSatisfy(ASCII.isVisible) else {
            throw NotALine()
        }
        return line
    }

    /// What names of roles are made of (IAM's reference, `RoleName`).
    private static func isRoleByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || ("+=,.@-_" as StaticString).contains(byte)
    }
}

extension CallFailure {
    /// The same failure with what to do about it, unless it says so already.
    func adding(hint: String) -> CallFailure {
        guard kind == .refused || kind == .mayPass, !message.contains(hint) else { return self }
        var failure = self
        failure.message += "; \(hint)"
        return failure
    }
}
