// SPDX-License-Identifier: MIT

import HTTPClient
import SyncCore
import TestSupport
import Testing
@testable import Basics
@testable import RenderAPI

@Suite struct RenderDirectoryTests {
    private static func directory(_ bench: Bench) throws -> RenderDirectory {
        RenderDirectory(
            baseURL: try BaseURL("https://r.example/v1"), apiKey: RenderAPIKey(Secret("rnd_canary")),
            client: bench.client())
    }

    /// A page of services with these numbers.
    private static func page(_ numbers: Range<Int>) -> FakeTransport.Answer {
        let items = numbers.map { #"{"cursor":"c\#($0)","service":{"id":"srv-\#($0)","name":"n\#($0)"}}"# }
        return .json("[\(items.joined(separator: ","))]")
    }

    @Test func servicesOfEveryPageAreListed() async throws {
        let bench = Bench(Self.page(0..<100), Self.page(100..<103))
        #expect(try await Self.directory(bench).services().count == 103)
        #expect(
            bench.transport.lines == [
                "GET https://r.example/v1/services?limit=100&includePreviews=false",
                "GET https://r.example/v1/services?limit=100&includePreviews=false&cursor=c99",
            ])
    }

    @Test func aListThatLeadsInCirclesIsARefusal() async throws {
        let directory = try Self.directory(Bench(Self.page(0..<100)))
        let failure = await failure { () async throws(CallFailure) in _ = try await directory.services() }
        #expect(failure?.message.contains("does not end") == true)
    }

    @Test func aServiceThatLacksMembersIsListed() async throws {
        let bench = Bench(.json(#"[{"service":{"id":"srv-1"}}]"#))
        #expect(
            try await Self.directory(bench).services() == [ServiceListing(id: "srv-1", name: "srv-1", type: "service")])
    }

    @Test(arguments: [
        #"[{"envGroup":{"id":"evg-1","name":"shared"},"cursor":"c"}]"#, #"[{"id":"evg-1","name":"shared"}]"#,
    ])
    func groupsComeWithOrWithoutCursors(body: String) async throws {
        let bench = Bench(.json(body))
        #expect(try await Self.directory(bench).groups() == [GroupListing(id: "evg-1", name: "shared")])
    }

    @Test func aRefusedKeyIsNamedByItsVariable() async throws {
        let directory = try Self.directory(Bench(.json(#"{"message":"unauthorized"}"#, status: 401)))
        let failure = await failure { () async throws(CallFailure) in _ = try await directory.groups() }
        #expect(failure?.message == "Render GET env-groups: refused (401): unauthorized; check RENDER_API_KEY")
    }
}
