// SPDX-License-Identifier: MIT

import Testing
@testable import Setup

@Suite struct WebhookAddressTests {
    @Test(arguments: ["https://sync.example", "https://sync.example:8443/webhook/api", "http://203.0.113.7/?a=b"])
    func anAddressThatInfisicalTakesHasNoFault(url: String) {
        #expect(WebhookAddress.fault(url) == nil)
    }

    @Test(arguments: [
        "", "sync.example", "ftp://sync.example", "https://", "https://user:pass@sync.example/", "https://x/#a",
        "https://x/ y", "https://x/\u{1B}",
    ])
    func anAddressThatItRefusesHas(url: String) {
        #expect(WebhookAddress.fault(url) != nil)
    }

    @Test func thisMachineAndPlainTextGetAWord() {
        #expect(WebhookAddress.remark("http://127.0.0.1:8080/")?.contains("this machine") == true)
        #expect(WebhookAddress.remark("http://sync.example/")?.contains("plain http") == true)
        #expect(WebhookAddress.remark("https://sync.example/") == nil)
    }
}
