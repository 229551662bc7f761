// SPDX-License-Identifier: MIT

import Testing
@testable import Basics

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
    ])
    func aDateOfHTTPBecomesSecondsSince1970(text: String, seconds: Int) {
        #expect(HTTPDate.unixSeconds(text) == Int64(seconds))
    }

    @Test(arguments: [
        "", "45", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
    ])
    func anyOtherTextIsNoDate(text: String) {
        #expect(HTTPDate.unixSeconds(text) == nil)
    }
}
