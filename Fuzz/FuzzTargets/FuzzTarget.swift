// SPDX-License-Identifier: MIT

/// What is fed with bytes that nobody chose. A wrong result ends the process.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case delivery
    case configuration
    case responses

    package func feed(_ bytes: [UInt8]) {
        switch self {
        case .delivery: DeliveryTarget.feed(bytes)
        case .configuration: ConfigurationTarget.feed(bytes)
        case .responses: ResponseTarget.feed(bytes)
        }
    }
}
