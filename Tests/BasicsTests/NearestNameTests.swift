// SPDX-License-Identifier: MIT

import Testing
@testable import Basics

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abd", 1), ("abc", "ac", 1),
        ("abc", "abxc", 1), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ABC", "abc", 3),
    ])
    func anEditIsAnInsertADeleteAReplaceOrASwap(left: String, right: String, edits: Int) {
        #expect(NearestName.distance(left, right) == edits)
        #expect(NearestName.distance(right, left) == edits)
    }

    @Test func theNearestIsNamedAndTheFirstOfEquals() {
        #expect(NearestName.to("SCOP", among: ["TYPE", "SCOPE"], within: 1) == "SCOPE")
        #expect(NearestName.to("X", among: ["C", "A", "B"], within: 1) == "A")
        #expect(NearestName.to("X", among: [], within: 1) == nil)
    }

    @Test func caseCostsNothingButDecidesBetweenEquals() {
        #expect(NearestName.to("scope", among: ["SCOPE"], within: 0) == "SCOPE")
        #expect(NearestName.to("serviceID", among: ["SERVICEID", "serviceId"], within: 0) == "serviceId")
    }

    @Test func aNameMayBeLongerOrShorterByAsManyBytesAsEditsAreAllowed() {
        let names = ["SERVICE_ID"]
        #expect(NearestName.to("SERVICE_IDXX", among: names, within: 2) == "SERVICE_ID")
        #expect(NearestName.to("SERVICE_", among: names, within: 2) == "SERVICE_ID")
        #expect(NearestName.to("SERVICE_IDXXX", among: names, within: 2) == nil)
        #expect(NearestName.to("SERVICE", among: names, within: 2) == nil)
    }

    @Test func whatIsTooFarIsNotNamed() {
        #expect(NearestName.to("FOO", among: ["NAME"], within: NearestName.bound(for: "FOO")) == nil)
    }
}
