// SPDX-License-Identifier: MIT

import ArgumentParser
import FrontDoors
import SyncCore

struct HandleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handle",
        abstract: "Take one delivery on standard input, push, answer and exit.",
        discussion: """
            The delivery is a raw HTTP request (inetd, systemd), a CGI request (GATEWAY_INTERFACE is set), or a bare \
            JSON body whose signature comes from --signature or HTTP_X_INFISICAL_SIGNATURE.
            """)

    @Option(help: "The x-infisical-signature of a bare JSON body.")
    var signature: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        throw ExitCode(await Self.takeDelivery(signature: signature).value())
    }

    /// The whole command: read, verify, push, answer. Gives the exit code.
    static func takeDelivery(signature: String?, on loop: MainLoop? = nil) -> Reply<Int32> {
        let process = Process(loop: loop)
        process.heedSignals()
        let handler = DeliveryHandler(
            process.loaded, coordinator: process.coordinator, timekeeper: process.timekeeper, respondWithin: nil,
            log: process.log)
        let door = StandardInputDoor(
            stream: StandardStream(), environment: process.variables, signature: signature,
            keeper: Doorkeeper(handler.reply), timekeeper: process.timekeeper, stop: process.stop)
        return door.run()
    }
}
