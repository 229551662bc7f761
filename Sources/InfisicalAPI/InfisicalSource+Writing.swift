// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

extension InfisicalSource: WritableSource {
    package func create(_ entries: [ImportPlan.Entry]) async throws(ServiceFailure) -> SourceWrite {
        // A repeat would find the secrets of the first there and be refused.
        try await write(.post, entries, repetition: .onlyIfUnsent)
    }

    package func update(_ entries: [ImportPlan.Entry]) async throws(ServiceFailure) -> SourceWrite {
        try await write(.patch, entries, repetition: .harmless)
    }

    private func write(
        _ method: HTTPRequest.Method, _ entries: [ImportPlan.Entry], repetition: APIClient.Repetition
    ) async throws(ServiceFailure) -> SourceWrite {
        try await session.authorized(client) { (token) async throws(ServiceFailure) in
            try await send(method, entries, token, repetition)
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ batch: [ImportPlan.Entry], _ token: Secret, _ repetition: APIClient.Repetition
    ) async throws(ServiceFailure) -> Authorized<SourceWrite> {
        for version in Version.allCases {
            let path = version == .v4 ? ["api", "v4", "secrets", "batch"] : ["api", "v3", "secrets", "batch", "raw"]
            let request = HTTPRequest(
                method, session.domain.appending(path), token: token, body: version.body(source, batch))
            let endpoint = "\(method.rawValue) secrets/batch" + (version == .v4 ? "" : " (v3)")
            let answer: Authorized<SourceWrite>? = try await client.call(
                request, endpoint: endpoint, repetition: repetition
            ) { response in
                switch response.status {
                case 200..<300:
                    // An approval instead of secrets: a policy guards the folder and nothing has changed yet.
                    let answer = try JSONValue(json: response.body)
                    guard answer.object != nil else { throw JSONReader.Malformed() }
                    return .result(answer["approval"] == nil ? .done : .pendingApproval)
                case _ where response.refusesToken:
                    return .tokenRefused(response.tokenRefusal(endpoint, hiding: token))
                case 404 where response.isMissingRoute:
                    return nil
                default:
                    throw Self.writeRefusal(response, hiding: [token] + batch.map(\.value), source)
                }
            }
            if let answer { return answer }
        }
        throw ServiceFailure(.refused, "Infisical secrets/batch: not found (404); check INFISICAL_DOMAIN")
    }

    private static func writeRefusal(_ response: HTTPResponse, hiding secrets: [Secret], _ source: SyncSource)
        -> APIRefusal
    {
        let hint =
            response.status == 403
            ? "give the machine identity the permission to write secrets of \(source.environment) \(source.path)"
            : "check PROJECT_ID, ENVIRONMENT and SECRET_PATH"
        return APIErrorBody.refusal(response, hint: hint, hiding: secrets)
    }
}

extension InfisicalSource.Version {
    /// The body of a batch; holds secret values.
    fileprivate func body(_ source: SyncSource, _ entries: [ImportPlan.Entry]) -> [UInt8] {
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
