// SPDX-License-Identifier: MIT

import ArgumentParser
import FrontDoors
import SyncCore

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take deliveries over HTTP on PORT, or on an inherited socket.")

    @Flag(help: "Exit after one delivery, for a container per request.")
    var once = false

    func run() async throws {
        let process = Process()
        let configuration = try Output.configuration(process.loaded)
        guard let port = Int(process.variables["PORT"] ?? "8080"), (0...65_535).contains(port) else {
            Output.error("PORT: expected a number from 0 to 65535")
            throw ExitCode(Verdict.misconfigured.exitCode)
        }
        let signals = process.heedSignals()
        defer { signals.end() }
        let handler = DeliveryHandler(
            process.loaded, coordinator: process.coordinator, timekeeper: process.timekeeper,
            respondWithin: configuration.limits.respondWithin, log: process.log)
        let options = Server.Options(
            host: process.variables["HOST"] ?? "0.0.0.0", port: port, isOnce: once, environment: process.variables)
        let server = Server(
            options, keeper: Doorkeeper { await handler.handle($0) }, stop: process.stop, log: process.log)
        do {
            let exitCode = try await server.run()
            await process.coordinator.drain()
            throw ExitCode(once ? exitCode ?? 0 : 0)
        } catch let error as ServerError {
            Output.error(error.message)
            throw ExitCode(71)
        }
    }
}
