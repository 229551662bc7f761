// SPDX-License-Identifier: MIT

import Foundation
import SyncCore
import Testing

@Suite struct JSONValueTests {
    private static func decode(_ json: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    }

    @Test func everyKindOfValueIsToldApart() throws {
        let members = try #require(
            try Self.decode(#"{"n":null,"t":true,"i":1,"d":1.5,"s":"1","a":[0],"o":{}}"#).object)
        #expect(members.count == 7)
        if case .null? = members["n"] {} else { Issue.record("null") }
        if case .boolean(true)? = members["t"] {} else { Issue.record("boolean") }
        if case .whole(1)? = members["i"] {} else { Issue.record("whole") }
        if case .number(1.5)? = members["d"] {} else { Issue.record("number") }
        #expect(members["s"]?.string == "1")
        #expect(members["a"]?.array?.count == 1)
        #expect(members["o"]?.object?.isEmpty == true)
        #expect(members["i"]?.string == nil)
    }
}
