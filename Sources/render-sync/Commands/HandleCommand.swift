// SPDX-License-Identifier: MIT

import FrontDoors
import ArgumentParser
import CurlTransport

struct HandleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handle",
        abstract: "Take one delivery on standard input, push, respond and exit.",
        discussion: """
            The delivery is a raw HTTP request (inetd, systemd), a CGI request (GATEWAY_INTERFACE is set), or a bare \
            JSON body whose signature comes from --signature or HTTP_X_INFISICAL_SIGNATURE.
            """)

    @Option(help: "The x-infisical-signature of a bare JSON body.")
    var signature: String?

    /// Without effect: there is no other form.
    @Option(help: "The form of the response, which is always JSON.")
    var output: ResponseForm = .json

    enum ResponseForm: String, ExpressibleByArgument, CaseIterable {
        case json
    }

    func run() async throws {
        switch Self.takeDelivery(signature: signature, Runtime()) {
        case .ended(let code): throw ExitCode(code)
        case .push(let work): throw ExitCode(await work())
        }
    }

    /// What became of the delivery: it is over, or it needs a push.
    enum Outcome {
        case ended(Int32)
        case push(@Sendable () async -> Int32)
    }

    /// The whole command: receive, decide, push, send. Gives the exit code.
    static func takeDelivery(signature: String?, _ runtime: Runtime) -> Outcome {
        runtime.observeSignals()
        let (input, endpoint) = (runtime.standardInput(signature: signature), runtime.endpoint())
        let received = input.receive()
        switch endpoint.decide(received.request) {
        case .respond(let response): return .ended(input.send(response, as: received.form))
        case .push(let delivery):
            runtime.transport.prepare()
            return .push { input.send(await endpoint.push(delivery), as: received.form) }
        }
    }
}
