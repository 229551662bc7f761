// SPDX-License-Identifier: MIT

/// One of the two APIs, or the platform that vouches for this process.
public enum Service: String, Sendable, Hashable {
    case infisical = "Infisical"
    case render = "Render"
    /// Its calls stay on the machine and are in no report.
    case platform = "the platform"
}

/// API calls by service and endpoint.
public struct CallCounts: Sendable, Equatable {
    /// Calls by endpoint (`GET env-vars`), for each service.
    public private(set) var endpoints: [Service: [String: Int]] = [:]

    /// No calls.
    public init() {}

    /// Adds one.
    public mutating func count(_ service: Service, _ endpoint: String) {
        endpoints[service, default: [:]][endpoint, default: 0] += 1
    }

    /// All calls of a service.
    public func total(_ service: Service) -> Int {
        endpoints[service, default: [:]].values.reduce(0, +)
    }
}

extension CallCounts {
    /// The calls of each service.
    var json: JSONValue {
        .object(["infisical": .whole(Int64(total(.infisical))), "render": .whole(Int64(total(.render)))])
    }
}

/// Counts the calls of one push, from whichever task makes them.
public final class CallLedger: Sendable {
    private let counts = Locked(CallCounts())

    /// Starts at nothing.
    public init() {}

    /// Notes one attempt of a call.
    public func note(_ service: Service, _ endpoint: String) {
        counts.withLock { $0.count(service, endpoint) }
    }

    /// What was counted so far.
    public var current: CallCounts { counts.withLock { $0 } }
}
