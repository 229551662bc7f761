// SPDX-License-Identifier: MIT

import Testing
@testable import HTTPClient

@Suite struct BaseURLTests {
    @Test(arguments: [
        "https://x.example", "https://x.example:8443/base", "http://localhost:1", "http://127.0.0.1",
        "http://127.1.2.3:80",
        "http://[::1]:8080",
    ])
    func anAddressIsKeptAsItIs(text: String) throws {
        #expect(try BaseURL(text).description == text)
    }

    @Test(arguments: [
        "", "x.example", "ftp://x.example", "https://", "https://user@x.example", "https://user:pw@x.example",
        "https://x.example?a=b", "https://x.example#a", "https://x .example", "https://x.example\n",
        "https://ä.example",
        "https:/x.example", "//x.example",
    ])
    func anyOtherTextIsMalformed(text: String) {
        #expect(throws: BaseURLError.malformed) { try BaseURL(text) }
    }

    @Test(arguments: [
        "http://x.example", "http://127.0.0.1.x.example", "http://localhost.x.example", "http://128.0.0.1",
        "http://10.0.0.1",
        "http://127.0.0", "http://127.0.0.256", "http://[::2]", "http://127.+0.+0.+1", "http://127.0.0.-1",
        "HTTP://x.example",
    ])
    func plainHTTPIsForThisMachineOnly(text: String) throws {
        #expect(throws: BaseURLError.plainHTTP) { try BaseURL(text) }
        #expect(try BaseURL(text, allowHTTP: true).description.lowercased() == text.lowercased())
    }

    /// What is decided by the scheme, a proxy for one, need not think of capitals.
    @Test(arguments: [
        ("HTTP://127.0.0.1:80/Base", "http://127.0.0.1:80/Base"), ("HttpS://X.example", "https://X.example"),
    ])
    func theSchemeIsInLowerCase(text: String, address: String) throws {
        #expect(try BaseURL(text).description == address)
    }

    @Test func trailingSlashesGo() throws {
        #expect(try BaseURL("https://x.example/v1//").description == "https://x.example/v1")
    }

    @Test func segmentsNamesAndValuesArePercentEncoded() throws {
        let url = try BaseURL("https://x.example/v1")
        #expect(
            url.appending(
                ["services", "a/b", "é?#%", "..", "A-z_0.~"], query: [("secretPath", "/a b&c"), ("x=", "+")])
                == "https://x.example/v1/services/a%2Fb/%C3%A9%3F%23%25/../A-z_0.~?secretPath=%2Fa%20b%26c&x%3D=%2B")
    }

    /// libcurl would send `HTTP://127.0.0.1` through a proxy.
    @Test func theSchemeIsKeptInLowerCase() throws {
        #expect(try BaseURL("HTTP://127.0.0.1").description == "http://127.0.0.1")
        #expect(try BaseURL("Https://X.example/A").description == "https://X.example/A")
        #expect(throws: BaseURLError.plainHTTP) { try BaseURL("HTTP://x.example") }
    }

    @Test(arguments: [
        ("https://x.example/api", "https://x.example"), ("https://x.example/base/api", "https://x.example/base"),
        ("https://x.example/apis", "https://x.example/apis"), ("https://x.example//api", "https://x.example"),
        ("https://api", "https://api"),
        ("https://api/api", "https://api"), ("http://127.0.0.1:1/api", "http://127.0.0.1:1"),
    ])
    func onlyAPathsEndIsTakenAway(text: String, rest: String) throws {
        #expect(try BaseURL(text).removing("/api").description == rest)
    }

    @Test(arguments: ["https://x.example", "https://x.example/", "https://x.example/v1", "https://x.example/v1/"])
    func aPathsEndIsAddedOnce(text: String) throws {
        #expect(try BaseURL(text).endingIn("/v1").description == "https://x.example/v1")
    }
}
