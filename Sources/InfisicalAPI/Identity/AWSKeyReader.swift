// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import JSON

/// Reads the keys and the region of the role that the workload runs as.
struct AWSKeyReader {
    /// EC2's metadata service answers within milliseconds, or not at all.
    private static let patience = Duration.seconds(2)
    /// The container endpoints may have to ask STS first.
    private static let containerPatience = Duration.seconds(5)
    /// What EC2's endpoints say when a container is one hop too far away for the answer.
    private static let instanceHint =
        "aws-iam found no AWS keys: run where a role is attached; in a container on EC2, set the instance's metadata "
        + "hop limit to 2"

    let identity: AWSIdentity
    let client: APIClient
    let readFile: @Sendable (String) -> String?

    func keysAndRegion() async throws(ServiceFailure) -> (keys: AWSKeys, region: String) {
        switch identity.source {
        case .environment(let keys):
            return (keys, try await region(nil))
        case .container(let url, let authorization):
            var request = HTTPRequest(.get, url)
            request.timeout = Self.containerPatience
            request.headers["Authorization"] = try authorization.map(value)?.exposed
            let keys = try await client.call(request, endpoint: "GET credentials (AWS)") { response in
                try Self.keys(response, hint: "the task's or the pod's role gives no keys: check that one is attached")
            }
            return (keys, try await region(nil))
        case .instance:
            let session = try await instanceSession()
            return (try await instanceKeys(session), try await region(session))
        }
    }

    private func value(_ authorization: AWSIdentity.Authorization) throws(ServiceFailure) -> Secret {
        switch authorization {
        case .value(let token): return token
        case .file(let path):
            guard let text = readFile(path)?.trimmingSpaces(), !text.isEmpty,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw ServiceFailure(
                    .refused, "the token file \(path) (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) cannot be read")
            }
            return Secret(text)
        }
    }

    // MARK: EC2

    /// A session of the metadata service, version 2: what a request that somebody else makes us send does not have.
    private func instanceSession() async throws(ServiceFailure) -> Secret {
        var request = HTTPRequest(.put, identity.instanceURL("/latest/api/token"))
        request.timeout = Self.patience
        request.headers["X-aws-ec2-metadata-token-ttl-seconds"] = "300"
        do throws(ServiceFailure) {
            return try await client.call(request, endpoint: "PUT token (EC2)") { response in
                guard response.isSuccess else { throw APIRefusal("refused (\(response.status)); \(Self.instanceHint)") }
                return Secret(try Self.line(response))
            }
        } catch {
            throw error.saying(Self.instanceHint)
        }
    }

    private func instanceKeys(_ session: Secret) async throws(ServiceFailure) -> AWSKeys {
        let path = "/latest/meta-data/iam/security-credentials/"
        let endpoint = "GET security-credentials (EC2)"
        let hint = "attach an instance profile with a role"
        let role = try await client.call(instanceRequest(path, session), endpoint: endpoint) { response in
            guard response.isSuccess else { throw APIRefusal("refused (\(response.status)); \(hint)") }
            return try Self.line(response)
        }
        guard role.utf8.allSatisfy({ Self.isRoleByte($0) }) else {
            throw ServiceFailure(.refused, "\(endpoint): the role's name is not one; \(hint)")
        }
        return try await client.call(instanceRequest(path + role, session), endpoint: endpoint) { response in
            try Self.keys(response, hint: hint)
        }
    }

    private func region(_ session: Secret?) async throws(ServiceFailure) -> String {
        if let region = identity.region { return region }
        let hint = "set AWS_REGION"
        let endpoint = "GET region (EC2)"
        do throws(ServiceFailure) {
            let session = if let session { session } else { try await instanceSession() }
            let region = try await client.call(
                instanceRequest("/latest/meta-data/placement/region", session), endpoint: endpoint
            ) { response in
                guard response.isSuccess else { throw APIRefusal("refused (\(response.status))") }
                return try Self.line(response)
            }
            guard AWSIdentity.isRegion(region) else {
                throw ServiceFailure(.refused, "\(endpoint): the answer is not the name of a region")
            }
            return region
        } catch {
            throw error.saying(hint)
        }
    }

    private func instanceRequest(_ path: String, _ session: Secret) -> HTTPRequest {
        var request = HTTPRequest(.get, identity.instanceURL(path))
        request.timeout = Self.patience
        request.headers["X-aws-ec2-metadata-token"] = session.exposed
        return request
    }

    // MARK: Answers

    /// The form that ECS, EKS and EC2 share; EC2's has `Code` too.
    private static func keys(_ response: HTTPResponse, hint: String) throws -> AWSKeys {
        // The text is not repeated: it may hold what was sent.
        guard response.isSuccess else { throw APIRefusal("refused (\(response.status)); \(hint)") }
        let answer = try JSONValue(json: response.body)
        return AWSKeys(
            accessKeyID: Secret(try (answer["AccessKeyId"]?.string).orMalformed()),
            secretAccessKey: Secret(try (answer["SecretAccessKey"]?.string).orMalformed()),
            sessionToken: (answer["Token"]?.string).map(Secret.init))
    }

    private struct NotALine: Error {}

    /// The first line of a text answer, fit for a header.
    private static func line(_ response: HTTPResponse) throws -> String {
        let text = String(validating: response.body, as: UTF8.self)?.split(whereSeparator: \.isNewline).first
        guard let line = text?.trimmingSpaces(), !line.isEmpty, line.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw NotALine()
        }
        return line
    }

    /// What names of roles are made of (IAM's reference, `RoleName`).
    private static func isRoleByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+=,.@-_".utf8.contains(byte)
        }
    }
}

extension ServiceFailure {
    /// The same failure with what to do about it, unless it says so already.
    func saying(_ hint: String) -> ServiceFailure {
        guard kind == .refused || kind == .mayPass, !message.contains(hint) else { return self }
        var failure = self
        failure.message += "; \(hint)"
        return failure
    }
}
