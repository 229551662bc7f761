// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import JSON
import SyncCore

/// Calls the endpoint as Infisical would, from here: for servers that let no machine identity ask for their own test.
package struct EndpointProbe: Sendable {
    private let transport: any HTTPTransport
    private let time: TimeSource

    package init(transport: any HTTPTransport, time: TimeSource) {
        self.transport = transport
        self.time = time
    }

    func test(_ target: SetupTarget, _ key: Secret) async -> TestOutcome {
        guard let signed = SignedBody(Self.body(target.source), at: time.unixMilliseconds()) else {
            return .unclear("the test could not be made")
        }
        var request = HTTPRequest(.post, target.url, body: signed.bytes)
        let signature = SigningKey(key, scope: .everySync).sign(signed.bytes)
        request.headers[SignatureHeader.name] = "t=\(signed.timestamp);\(signature)"
        request.timeout = .seconds(5)
        do throws(TransportError) {
            let response = try await transport.send(request)
            let outcome = TestOutcome(status: response.status)
            // Other programs say 200 as well.
            let word = (try? JSONValue(json: response.body))?["status"]?.string
            return outcome == .verified && word != "test" ? .otherAnswer(response.status) : outcome
        } catch {
            return .unreachable(error.message)
        }
    }

    /// A test of the general form.
    private static func body(_ source: SyncSource) -> [UInt8] {
        JSONValue.object([
            "event": .string("test"),
            "project": .object([
                "projectId": .string(source.projectID), "workspaceId": .string(source.projectID),
                "environment": .string(source.environment), "secretPath": .string(source.path.description),
            ]),
        ]).encoded
    }
}
