// SPDX-License-Identifier: MIT

import Basics
import Testing

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:01Z", 1000), ("1970-01-01T00:00:01.5Z", 1500), ("1970-01-01T02:00:01+02:00", 1000),
            ("", nil), ("yesterday", nil), ("1970-01-01", nil), ("1970-13-01T00:00:01Z", nil),
        ] as [(String, Int64?)])
    func aMomentIsReadWithOrWithoutAFraction(text: String, moment: Int64?) {
        #expect(RFC3339.unixMilliseconds(text) == moment)
    }
}
