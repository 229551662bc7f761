// SPDX-License-Identifier: MIT

import HTTPClient
import Testing
import TestSupport
@testable import Basics

@Suite struct APIErrorBodyTests {
    @Test(arguments: [
        (#"{"id":"x","message":"not found"}"#, "refused (404): not found; look"),
        (#"{"message":"line\nbreak"}"#, "refused (404): line break; look"), (#"{"message":""}"#, "refused (404); look"),
        (#"{"message":["a"]}"#, "refused (404); look"),
        // The service's full stop would end the sentence in its middle.
        (#"{"message":"is correct."}"#, "refused (404): is correct; look"), ("<html>", "refused (404); look"),
        ("", "refused (404); look"),
        (#"{"message":"value canary-1 is bad"}"#, "refused (404): \(SafeText.withheld); look"),
    ])
    func aRefusalHasTheServicesOwnTextUnlessItRepeatsASecret(body: String, message: String) {
        let response = HTTPResponse(status: 404, body: Array(body.utf8))
        let client = Bench(.status(200)).client()
        #expect(client.refusal(response, hint: "look", hiding: [Secret("canary-1")]).message == message)
    }
}
