// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// A destination whose deploys nobody follows.
package protocol UnwatchedDestination: SecretDestination {}

extension UnwatchedDestination {
    package func service(_ id: String, within deadline: Deadline) async throws(ServiceFailure) -> RenderService? {
        RenderService(id)
    }

    package func deploy(
        _ id: String, of service: String, within deadline: Deadline
    ) async throws(ServiceFailure) -> ListedDeploy {
        throw ServiceFailure(.refused, "nobody follows this deploy")
    }

    package func newestDeploy(
        of service: String, within deadline: Deadline
    ) async throws(ServiceFailure) -> ListedDeploy? { nil }
}
