// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import InfisicalAPI
import RenderAPI
import SyncCore

/// What the credentials see of both APIs, without any sync being configured.
struct Directories {
    let runtime: Runtime
    private let deadline: Deadline

    init(_ runtime: Runtime, within limit: Duration = .seconds(120)) {
        self.runtime = runtime
        deadline = Deadline(in: limit, time: runtime.time, stop: runtime.stop, limit: .command)
    }

    func infisical() throws(ConfigurationError) -> InfisicalDirectory {
        let configuration = try InfisicalConfiguration(runtime.environment)
        let session = InfisicalSession(
            configuration, time: runtime.time,
            readFile: { [environment = runtime.environment] in
                try? environment.readFile($0).get()
            })
        return InfisicalDirectory(
            session: session, client: runtime.clients.client(.infisical, deadline, CallCounter()))
    }

    /// One for each key: connections lead to other accounts.
    func render() throws(ConfigurationError) -> [RenderDirectory] {
        let configuration = try RenderConfiguration(runtime.environment)
        let counter = CallCounter()
        return configuration.apiKeys.map { key in
            RenderDirectory(
                baseURL: configuration.url, apiKey: key,
                client: runtime.clients.client(.render, deadline, counter))
        }
    }
}
