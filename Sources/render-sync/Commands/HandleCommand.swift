// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import FrontDoors
import Glibc

struct HandleCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "handle", abstract: "Take one delivery on standard input, push, respond and exit.",
        discussion: """
            The delivery is a raw HTTP request (inetd, systemd), a CGI request (GATEWAY_INTERFACE is set), or a bare \
            JSON body whose signature comes from --signature or HTTP_X_INFISICAL_SIGNATURE.
            """)

    static let help = CommandHelp(
        examples: [
            .init("render-sync sign --sample api | render-sync handle", "a delivery of one's own"),
            .init(
                "render-sync handle --signature \"$HTTP_X_INFISICAL_SIGNATURE\" < body.json",
                "a body and its signature"),
        ],
        variables: .deliveries + .pushes, exits: .exits(0, 64, 65, 69, 74, 75, 77, 78))

    @Option(help: "The x-infisical-signature of a bare JSON body.")
    var signature: String?

    /// Without effect: there is no other format.
    @Option(
        name: [.customShort("o"), .long], help: "The format of the response, which is always JSON.")
    var output: ResponseFormat = .json

    @OptionGroup var common: CommonOptions

    enum ResponseFormat: String, ExpressibleByArgument, CaseIterable {
        case json
    }

    func run() async throws {
        switch Self.takeDelivery(signature: signature, Runtime(common)) {
        case .ended(let code): throw ExitCode(code)
        case .push(let work): throw ExitCode(await work())
        }
    }

    private static func unwritten(_ failure: StandardStream.WriteFailure) {
        Output.error(Messages.unwritten(failure))
    }

    /// What became of the delivery: it is over, or it needs a push.
    enum Outcome {
        case ended(Int32)
        case push(@Sendable () async -> Int32)
    }

    /// The whole command: receive, decide, push, send. Gives the exit code.
    static func takeDelivery(signature: String?, _ runtime: Runtime) -> Outcome {
        runtime.observeSignals()
        if isatty(STDIN_FILENO) == 1 { Output.progress(Messages.readingDelivery) }
        let (input, endpoint) = (runtime.standardInput(signature: signature), runtime.endpoint())
        let received = input.receive()
        switch endpoint.decide(received.request) {
        case .respond(let response): return .ended(input.send(response, as: received.form, failed: Self.unwritten))
        case .push(let delivery):
            runtime.prepareTransports()
            return .push { input.send(await endpoint.push(delivery), as: received.form, failed: Self.unwritten) }
        }
    }
}
