// SPDX-License-Identifier: MIT

import Basics

/// What several API keys see: the same thing once.
extension [RenderDirectory] {
    package func services() async throws(CallFailure) -> [ServiceListing] {
        var services: [ServiceListing] = []
        for directory in self {
            for service in try await directory.services() where !services.contains(service) { services.append(service) }
        }
        return services
    }

    package func groups() async throws(CallFailure) -> [GroupListing] {
        var groups: [GroupListing] = []
        for directory in self {
            for group in try await directory.groups() where !groups.contains(group) { groups.append(group) }
        }
        return groups
    }
}
