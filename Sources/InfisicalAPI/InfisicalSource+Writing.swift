// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

extension InfisicalSource: WritableSource {
    package func create(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite {
        // A repeat would find the secrets of the first attempt and be refused.
        try await write(.post, entries, retrying: .onlyIfUnsent)
    }

    package func update(_ entries: [Entry]) async throws(CallFailure) -> SourceWrite {
        try await write(.patch, entries, retrying: .idempotent)
    }

    private func write(
        _ method: HTTPRequest.Method, _ entries: [Entry], retrying policy: RetryPolicy
    ) async throws(CallFailure) -> SourceWrite {
        client.knownSecrets.insert(entries.map(\.value))
        for version in Version.allCases {
            let path = version == .v4 ? ["api", "v4", "secrets", "batch"] : ["api", "v3", "secrets", "batch", "raw"]
            let request = HTTPRequest(method, session.domain.appending(path), body: version.body(source, entries))
            let endpoint = "\(method.rawValue) secrets/batch" + (version == .v4 ? "" : " (v3)")
            let result: SourceWrite? = try await session.call(
                client, request, endpoint: endpoint, retrying: policy
            ) { response, token in
                switch response.status {
                case 200..<300:
                    // An approval instead of secrets: a policy guards the folder and nothing has changed yet.
                    let body = try JSONValue(json: response.body)
                    guard body.object != nil else { throw JSONReader.Malformed() }
                    return body["approval"] == nil ? .done : .pendingApproval
                case 404 where response.isMissingRoute: return nil
                default: throw writeRefusal(response, token)
                }
            }
            if let result { return result }
        }
        throw CallFailure(.refused, InfisicalMessages.noSuchRoute("secrets/batch"))
    }

    private func writeRefusal(_ response: HTTPResponse, _ token: Secret) -> APIRefusal {
        let hint =
            response.status == 403
            ? InfisicalMessages.mayNotWrite(source) : InfisicalMessages.checkPlace(variablePrefix)
        return client.refusal(response, hint: hint, hiding: [token])
    }
}

extension InfisicalSource.Version {
    /// The body of a batch; holds secret values.
    fileprivate func body(_ source: SyncSource, _ entries: [Entry]) -> [UInt8] {
        let secrets = entries.map { entry in
            JSONValue.object(["secretKey": .string(entry.key.name), "secretValue": .string(entry.value.exposed)])
        }
        return JSONValue.object([
            self == .v4 ? "projectId" : "workspaceId": .string(source.projectID),
            "environment": .string(source.environment), "secretPath": .string(source.path.description),
            "secrets": .array(secrets),
        ]).encoded
    }
}
