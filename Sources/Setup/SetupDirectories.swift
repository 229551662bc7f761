// SPDX-License-Identifier: MIT

import Basics
import InfisicalAPI
import RenderAPI
import SyncCore

/// Infisical as far as a set-up needs it; tests have their own.
package protocol ProjectDirectory: Sendable {
    func projects() async throws(CallFailure) -> Result<[ProjectListing], Denial>
    /// One project, which the list need not have.
    func project(_ id: String) async throws(CallFailure) -> Result<ProjectListing, Denial>
    /// The folders of an environment but the root.
    func folders(project: String, environment: String) async throws(CallFailure) -> Result<[SecretPath], Denial>
    func webhooks(project: String, environment: String?) async throws(CallFailure) -> Result<[Webhook], Denial>
    func createWebhook(_ new: NewWebhook) async throws(CallFailure) -> Result<Webhook, Denial>
    func repairWebhook(_ webhook: Webhook) async throws(CallFailure) -> Result<Void, Denial>
    func deleteWebhook(_ id: String) async throws(CallFailure) -> Result<Void, Denial>
    func testWebhook(_ id: String) async throws(CallFailure) -> Result<Webhook.LastRun, Denial>
}

extension InfisicalDirectory: ProjectDirectory {}

/// Render as far as a set-up needs it; tests have their own.
package protocol DestinationDirectory: Sendable {
    func services() async throws(CallFailure) -> [ServiceListing]
    func groups() async throws(CallFailure) -> [GroupListing]
}

extension [RenderDirectory]: DestinationDirectory {}
