// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport

/// The built program as a Lambda function, with the sandbox's demo for both APIs and a role of AWS for its identity.
struct LambdaFunction {
    static let signingKey = "whsec-lambda"

    let emulator: LambdaEmulator
    let program: RunningProgram

    /// The demo, whose project a role may read.
    static let state: SandboxState = {
        var state = SandboxState.demo
        state.infisical.identities.append(
            InfisicalState.Identity(
                id: "identity-lambda",
                aws: .init(
                    accessKeyId: "ASIALAMBDA", secretAccessKey: "secret-of-the-role", sessionToken: "session-of-it")))
        return state
    }()

    /// What the function is configured with, and what Lambda sets.
    static func environment(_ sandbox: SandboxServer, _ emulator: LambdaEmulator) -> [String: String] {
        [
            "AWS_LAMBDA_RUNTIME_API": emulator.authority, "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "ASIALAMBDA", "AWS_SECRET_ACCESS_KEY": "secret-of-the-role",
            "AWS_SESSION_TOKEN": "session-of-it",
            "INFISICAL_DOMAIN": sandbox.infisicalURL, "INFISICAL_AUTH_METHOD": "aws-iam",
            "INFISICAL_MACHINE_IDENTITY_ID": "identity-lambda", "INFISICAL_WEBHOOK_SECRET": signingKey,
            "RENDER_API_URL": sandbox.renderURL, "RENDER_API_KEY": "rnd_demo",
            "RENDER_SYNC_NAME": "demo", "RENDER_SYNC_PROJECT_ID": "demo-project", "RENDER_SYNC_ENVIRONMENT": "prod",
            "RENDER_SYNC_SERVICE_ID": "srv-demo",
        ]
    }

    /// Runs the function for the time of a test. It must end by itself when asked to, with 0.
    static func run<Result>(
        _ more: [String: String] = [:], _ body: (LambdaFunction, SandboxServer) async throws -> Result
    ) async throws -> (result: Result, exitCode: Int32, log: String) {
        try await withSandbox(state) { sandbox in
            let emulator = try LambdaEmulator()
            let program = try RunningProgram(
                ProgramUnderTest.path, ["lambda"], environment: environment(sandbox, emulator).merging(more) { $1 })
            // A function that dies must not keep its client waiting.
            let watch = Task {
                _ = await program.wait()
                emulator.end()
            }
            let result: Result
            do {
                result = try await body(LambdaFunction(emulator: emulator, program: program), sandbox)
            } catch {
                _ = await program.stop(SIGKILL)
                await watch.value
                throw error
            }
            let exitCode = await program.stop(SIGTERM)
            await watch.value
            return (result, exitCode, program.errors.text)
        }
    }

    // MARK: Deliveries

    /// A delivery that Infisical signed `age` ago.
    static func delivery(
        _ event: String = "secrets.modified", age: TimeInterval = 0
    ) async throws -> (signature: String, body: String) {
        let timestamp = Int64((Date().timeIntervalSince1970 - age) * 1000)
        let body =
            #"{"event":"\#(event)","project":{"projectId":"demo-project","environment":"prod","secretPath":"/"},"#
            + #""timestamp":\#(timestamp)}"#
        let signed = try await Program.run(
            ProgramUnderTest.path, ["sign", "--keep-timestamp"], environment: ["INFISICAL_WEBHOOK_SECRET": signingKey],
            input: Array(body.utf8))
        let line = signed.output.components(separatedBy: "\r\n").first { $0.hasPrefix("x-infisical-signature: ") }
        return (line.map { String($0.dropFirst("x-infisical-signature: ".count)) } ?? "", body)
    }

    /// A Function URL's event.
    static func event(
        _ method: String = "POST", _ path: String = "/", signature: String? = nil, body: String? = nil,
        isBase64: Bool = false
    ) throws -> String {
        var headers = ["host": "id.lambda-url.eu-central-1.on.aws", "content-type": "application/json"]
        headers["X-Infisical-Signature"] = signature
        var members: [String: Any] = [
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": ["http": ["method": method, "path": path], "stage": "$default"],
            "isBase64Encoded": isBase64,
        ]
        if let body { members["body"] = isBase64 ? Data(body.utf8).base64EncodedString() : body }
        return String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    }

    /// An event of a queue that took the message `age` ago.
    static func message(signature: String, body: String, age: TimeInterval) throws -> String {
        let record: [String: Any] = [
            "messageId": "m-1", "eventSource": "aws:sqs", "body": body,
            "attributes": ["SentTimestamp": String(Int64((Date().timeIntervalSince1970 - age) * 1000))],
            "messageAttributes": ["x-infisical-signature": ["stringValue": signature, "dataType": "String"]],
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: ["Records": [record]]), as: UTF8.self)
    }

    /// The status and the report's word of an HTTP response.
    static func verdict(_ outcome: LambdaEmulator.Outcome?) -> String {
        guard let outcome, outcome.kind == "response", let status = outcome.json["statusCode"] as? Int else {
            return outcome?.kind ?? "no outcome"
        }
        let body = Data((outcome.json["body"] as? String ?? "").utf8)
        let report = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any]
        return "\(status) \(report?["status"] as? String ?? "")"
    }
}
