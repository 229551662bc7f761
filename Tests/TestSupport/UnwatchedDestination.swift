// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// A destination whose deploys nobody follows.
package protocol UnwatchedDestination: SecretDestination {}

extension UnwatchedDestination {
    package func service(_ id: String, within deadline: Deadline) async throws(CallFailure) -> RenderService? {
        RenderService(id)
    }

    package func deploy(
        _ id: String, of service: String, within deadline: Deadline
    ) async throws(CallFailure) -> ListedDeploy {
        throw CallFailure(.refused, "nobody follows this deploy")
    }

    package func newestDeploy(
        of service: String, within deadline: Deadline
    ) async throws(CallFailure) -> ListedDeploy? { nil }
}
