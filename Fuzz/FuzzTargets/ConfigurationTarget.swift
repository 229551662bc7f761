// SPDX-License-Identifier: MIT

import SyncCore
import Configuration

/// From environment variables, a line each, to a configuration or its problems.
enum ConfigurationTarget {
    /// Stands in every credential: no problem may repeat it.
    private static let credential = "s3cr3t-9f2c"

    static func feed(_ bytes: [UInt8]) {
        var variables: [String: String] = [
            "INFISICAL_TOKEN": credential, "RENDER_API_KEY": credential, "INFISICAL_WEBHOOK_SECRET": credential,
        ]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        let file = EnvironmentFile(String(decoding: bytes, as: UTF8.self), path: "file", outer: variables)
        for problem in file.problems where problem.description.contains(credential) {
            fatalError("a problem of a file repeats a credential")
        }
        let loaded = ConfigurationLoader(
            Environment(variables, readFile: { $0 == "/file" ? .success(credential) : .failure(.missing) }))
        switch loaded.result {
        case .success(let configuration):
            if "\(configuration)".contains(credential) { fatalError("a configuration prints a credential") }
        case .failure(let error):
            if error.problems.isEmpty { fatalError("a configuration was refused without a reason") }
            for problem in error.problems where problem.description.contains(credential) {
                fatalError("a problem repeats a credential")
            }
        }
    }
}
