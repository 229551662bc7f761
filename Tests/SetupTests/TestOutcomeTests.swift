// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore
import TestSupport
import Testing
@testable import Setup

@Suite struct TestOutcomeTests {
    @Test(arguments: [
        ("Request failed with status code 401", TestOutcome.wrongKey),
        ("Request failed with status code 404", .otherAnswer(404)),
        ("Request failed with status code 503", .otherAnswer(503)),
        ("connect ECONNREFUSED 203.0.113.7:443", .unreachable("connect ECONNREFUSED 203.0.113.7:443")),
        ("getaddrinfo ENOTFOUND sync.example", .unreachable("getaddrinfo ENOTFOUND sync.example")),
        ("timeout of 15000ms exceeded", .unreachable("timeout of 15000ms exceeded")),
        ("self-signed certificate", .unreachable("self-signed certificate")),
        ("something else", .unclear("something else")),
    ])
    func theServersWordsAreToldApart(text: String, outcome: TestOutcome) {
        #expect(TestOutcome(.failed(text)) == outcome)
    }

    @Test func aSuccessIsVerifiedAndSilenceIsNot() {
        #expect(TestOutcome(.success) == .verified)
        #expect(TestOutcome(.none) != .verified)
        #expect(TestOutcome(.failed(nil)) != .verified)
    }

    @Test func wordsOfOthersCannotWriteToTheTerminal() {
        #expect(TestOutcome(.failed("timeout\u{1B}[2J\nx")) == .unreachable("timeout [2J x"))
    }

    // MARK: From here

    private static func probe(_ answer: FakeTransport.Answer) async -> TestOutcome {
        let target = SetupTarget(
            source: SyncSource(projectID: "p", environment: "prod"), projectName: "", environmentName: "",
            destination: nil, destinationName: "", url: "https://sync.example/", webhookPath: "/",
            isWebhookPathGiven: false)
        let bench = Bench(answer)
        let outcome = await EndpointProbe(transport: bench.transport, time: bench.time.time)
            .test(target, Secret("0123456789abcdef"))
        let request = bench.transport.requests[0]
        let header = request.headers[SignatureHeader.name].flatMap { SignatureHeader($0) }
        #expect(header?.timestamp == FakeTime.start)
        #expect(request.token == nil)
        return outcome
    }

    @Test func onlyTheAnswerOfTheProgramItselfIsAProof() async {
        #expect(await Self.probe(.json(#"{"status":"test","message":"m"}"#)) == .verified)
        #expect(await Self.probe(.json("<html>")) == .otherAnswer(200))
        #expect(await Self.probe(.json("{}", status: 401)) == .wrongKey)
        #expect(await Self.probe(.failure(.unreachable("no route"))) == .unreachable("no connection (no route)"))
    }
}
