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

    @Sendable package func test(_ target: SetupTarget, _ key: Secret) async -> TestOutcome {
        guard let signed = SignedBody(SampleBody.test(for: target.source), at: time.unixMilliseconds()) else {
            return .unclear("the test could not be made")
        }
        var request = HTTPRequest(.post, target.url, body: signed.bytes)
        request.headers[SignatureHeader.name] = signed.header(signedBy: SigningKey(key, scope: .everySync))
        request.timeout = .seconds(5)
        do throws(TransportError) {
            let response = try await transport.send(request)
            let outcome = TestOutcome(status: response.status)
            // Other programs respond with 200 as well.
            let word = (try? JSONValue(json: response.body))?["status"]?.string
            return outcome == .verified && word != "test" ? .otherAnswer(response.status) : outcome
        } catch {
            return .unreachable(error.message)
        }
    }
}
