// SPDX-License-Identifier: MIT

import Basics
import Testing

@Suite struct LoopbackTests {
    @Test(arguments: ["localhost", "LocalHost", "127.0.0.1", "127.255.0.9", "::1", "[::1]"])
    func thisMachineIsKnown(host: String) {
        #expect(Loopback.contains(host))
    }

    @Test(arguments: [
        "127.+0.+0.+1", "127.0.0", "127.0.0.256", "127.0.0.1.x", "128.0.0.1", "0127.0.0.1x", "", "[::2]", "localhost.",
        "127.0.0.-1", "127..0.1",
    ])
    func everythingElseIsNot(host: String) {
        #expect(!Loopback.contains(host))
    }
}
