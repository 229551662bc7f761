// SPDX-License-Identifier: MIT

public import SyncCore

/// Stands between every front door and the one handler: a request becomes a delivery, an answer becomes bytes.
public struct Doorkeeper: Sendable {
    private let handle: nonisolated(nonsending) @Sendable (Delivery) async -> Answer

    /// Takes what handles a delivery.
    public init(handle: nonisolated(nonsending) @escaping @Sendable (Delivery) async -> Answer) {
        self.handle = handle
    }

    /// The answer to a whole request.
    nonisolated(nonsending) public func answer(_ request: DoorRequest) async -> DoorAnswer {
        switch Route(method: request.method, target: request.target) {
        case .health: return .healthy
        case .notFound: return .refusal(.notFound)
        case .methodNotAllowed(let allow): return .refusal(.methodNotAllowed, allow: allow)
        case .delivery(let onlySync):
            guard request.body.count <= Delivery.bodyBound else { return .refusal(.tooLarge) }
            let delivery = Delivery(body: request.body, signatures: request.signatures, onlySync: onlySync)
            return DoorAnswer(await handle(delivery))
        }
    }
}
