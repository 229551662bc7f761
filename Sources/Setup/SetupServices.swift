// SPDX-License-Identifier: MIT

import Basics
import InfisicalAPI
import RenderAPI
import SyncCore

/// Both APIs as far as a set-up needs them; tests have their own.
package protocol SetupServices: Sendable {
    func projects() async throws(ServiceFailure) -> Result<[ProjectListing], Denial>
    /// One project, which the list need not have.
    func project(_ id: String) async throws(ServiceFailure) -> Result<ProjectListing, Denial>
    /// The folders of an environment but the root.
    func folders(project: String, environment: String) async throws(ServiceFailure) -> Result<[SecretPath], Denial>
    func services() async throws(ServiceFailure) -> [ServiceListing]
    func groups() async throws(ServiceFailure) -> [GroupListing]
    func webhooks(project: String, environment: String) async throws(ServiceFailure) -> Result<[Webhook], Denial>
    func createWebhook(_ new: NewWebhook) async throws(ServiceFailure) -> Result<Webhook, Denial>
    func repairWebhook(_ webhook: Webhook) async throws(ServiceFailure) -> Result<Void, Denial>
    func deleteWebhook(_ id: String) async throws(ServiceFailure) -> Result<Void, Denial>
    func testWebhook(_ id: String) async throws(ServiceFailure) -> Result<Webhook.LastRun, Denial>
    /// Sends a signed test of our own to the endpoint.
    func probe(_ target: SetupTarget, _ key: Secret) async -> TestOutcome
}

/// The real ones.
package struct SetupAPIs: SetupServices {
    private let infisical: InfisicalDirectory
    private let render: [RenderDirectory]
    private let endpoint: EndpointProbe

    package init(infisical: InfisicalDirectory, render: [RenderDirectory], endpoint: EndpointProbe) {
        self.infisical = infisical
        self.render = render
        self.endpoint = endpoint
    }

    package func projects() async throws(ServiceFailure) -> Result<[ProjectListing], Denial> {
        try await infisical.projects()
    }

    package func project(_ id: String) async throws(ServiceFailure) -> Result<ProjectListing, Denial> {
        try await infisical.project(id)
    }

    package func folders(
        project: String, environment: String
    ) async throws(ServiceFailure) -> Result<[SecretPath], Denial> {
        try await infisical.folders(project: project, environment: environment)
    }

    package func services() async throws(ServiceFailure) -> [ServiceListing] {
        var services: [ServiceListing] = []
        for directory in render {
            for service in try await directory.services() where !services.contains(service) { services.append(service) }
        }
        return services
    }

    package func groups() async throws(ServiceFailure) -> [GroupListing] {
        var groups: [GroupListing] = []
        for directory in render {
            for group in try await directory.groups() where !groups.contains(group) { groups.append(group) }
        }
        return groups
    }

    package func webhooks(
        project: String, environment: String
    ) async throws(ServiceFailure) -> Result<[Webhook], Denial> {
        try await infisical.webhooks(project: project, environment: environment)
    }

    package func createWebhook(_ new: NewWebhook) async throws(ServiceFailure) -> Result<Webhook, Denial> {
        try await infisical.createWebhook(new)
    }

    package func repairWebhook(_ webhook: Webhook) async throws(ServiceFailure) -> Result<Void, Denial> {
        try await infisical.repairWebhook(webhook)
    }

    package func deleteWebhook(_ id: String) async throws(ServiceFailure) -> Result<Void, Denial> {
        try await infisical.deleteWebhook(id)
    }

    package func testWebhook(_ id: String) async throws(ServiceFailure) -> Result<Webhook.LastRun, Denial> {
        try await infisical.testWebhook(id)
    }

    package func probe(_ target: SetupTarget, _ key: Secret) async -> TestOutcome {
        await endpoint.test(target, key)
    }
}
