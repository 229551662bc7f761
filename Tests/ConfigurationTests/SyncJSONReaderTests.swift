// SPDX-License-Identifier: MIT

import Configuration
import TestSupport
import Testing

@Suite struct SyncJSONReaderTests {
    @Test(arguments: [
        // Misspelt, in a group and at the top.
        (#""syncOptions": {"disableSecretsDeletion": true}"#, "RENDER_SYNC: syncOptions.disableSecretsDeletion"),
        (#""destinationConfig": {"serviceID": "srv-1"}"#, "RENDER_SYNC: destinationConfig.serviceID"),
        (#""secretpath": "/api""#, "RENDER_SYNC: secretpath"),
        (#""syncOption": {"disableSecretDeletion": true}"#, "RENDER_SYNC: syncOption"),
        // In the wrong place: it would be passed over, and secrets deleted.
        (#""disableSecretDeletion": true"#, "RENDER_SYNC: disableSecretDeletion"),
        (#""keySchema": "A_{{secretKey}}""#, "RENDER_SYNC: keySchema"),
        (#""serviceId": "srv-1""#, "RENDER_SYNC: serviceId"),
        // Not Infisical's: in renderSync.
        (#""maxDeletions": 3"#, "RENDER_SYNC: maxDeletions"),
        (#""syncOptions": {"maxDeletions": 3}"#, "RENDER_SYNC: syncOptions.maxDeletions"),
        // A switch that nobody knows.
        (#""turboMode": true"#, "RENDER_SYNC: turboMode"), (#""turboMode": false"#, "RENDER_SYNC: turboMode"),
        // Of another form.
        (#""syncOptions": []"#, "RENDER_SYNC: syncOptions"),
        (#""environment": 7"#, "RENDER_SYNC: environment"),
    ])
    func aMemberThatWouldBePassedOverIsAnError(member: String, origin: String) {
        #expect(Load(json: "{\(member)}").faulty.contains(origin))
    }

    @Test(arguments: ["[]", #""text""#, "7", "null"])
    func whatIsNoJSONObjectIsTheOnlyError(json: String) {
        #expect(
            Load(json: json).problems == [
                "RENDER_SYNC: expected a JSON object like the body of Infisical's Create Render Sync"
            ])
    }

    @Test(arguments: [
        ("", "is set but empty: give it a value or unset it"), ("{", "not JSON: it ends too early"),
        (#"{"a"#, "not JSON: it ends too early"),
        ("// a\n{}", "not JSON: unexpected / at line 1, column 1 (comments and trailing commas are not allowed)"),
        ("@sync.json", "not JSON: unexpected @ at line 1, column 1 (comments and trailing commas are not allowed)"),
        (
            "{\n \"é\": 1,\n}",
            "not JSON: unexpected } at line 3, column 1 (comments and trailing commas are not allowed)"
        ),
        ("{\"é\": é}", "not JSON: unexpected text at line 1, column 7 (comments and trailing commas are not allowed)"),
        ("{} x", "not JSON: unexpected text at line 1, column 4 (comments and trailing commas are not allowed)"),
        (
            "{\"a\": True}",
            "not JSON: unexpected text at line 1, column 7 (comments and trailing commas are not allowed)"
        ),
    ])
    func whatIsNoJSONIsSaidWithItsPlaceAndNothingElse(json: String, fault: String) {
        #expect(Load(json: json).problems == ["RENDER_SYNC: \(fault)"])
    }
}
