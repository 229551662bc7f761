// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import SyncCore

/// A token that the platform signs for the workload that runs on it: one request to its metadata service.
package struct PlatformToken: Sendable, Equatable {
    /// How the response holds the token.
    package enum Form: Sendable, Equatable {
        /// The body is the token.
        case text
        /// The body is JSON, the token this member of it.
        case member(String)
    }

    /// What is asked, for messages.
    package var endpoint: String
    /// The whole address.
    package var url: String
    /// Headers; some hold a key of the platform's own.
    package var headers: [String: Secret]
    /// Where the token is in the response.
    package var form: Form
    /// What to do when the platform gives none.
    package var hint: String
}

extension PlatformToken {
    /// What Infisical's own clients ask Azure for, and what an identity's Azure Auth expects unless told otherwise.
    private static let azureResource = "https://management.azure.com/"

    /// An identity token of Google's metadata server (Compute Engine, Cloud Run, GKE, Functions).
    /// https://cloud.google.com/compute/docs/instances/verifying-instance-identity
    static func google(_ environment: Environment, identityID: String) throws(ConfigurationProblem) -> PlatformToken {
        let variable = "GCE_METADATA_HOST"
        let host = environment.value(variable) ?? "metadata.google.internal"
        guard !host.contains("/"), let base = MetadataAddress("http://\(host)") else {
            throw .notNear(variable, "host[:port]")
        }
        return PlatformToken(
            endpoint: "GET identity (Google)",
            url: base.appending("/computeMetadata/v1/instance/service-accounts/default/identity?audience=")
                + BaseURL.percentEncoded(identityID) + "&format=full",
            headers: ["Metadata-Flavor": Secret("Google")], form: .text,
            hint: "gcp-id-token works where Google's metadata server is, with a service account attached")
    }

    /// A token of an Azure managed identity.
    ///
    /// App Service, Functions and Container Apps name an endpoint of their own and a key for it; virtual machines and
    /// all else have the instance metadata service.
    /// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
    static func azure(_ environment: Environment) throws(ConfigurationProblem) -> PlatformToken {
        var query = "resource=" + BaseURL.percentEncoded(azureResource)
        // One of several identities that a user assigned; without it, the system's own.
        if let client = environment.value("AZURE_CLIENT_ID") {
            query += "&client_id=" + BaseURL.percentEncoded(client)
        }
        let endpoint = "GET token (Azure)"
        let hint = "azure works where a managed identity is assigned; with several, AZURE_CLIENT_ID names the one"
        if let text = environment.value("IDENTITY_ENDPOINT"), let key = environment.value("IDENTITY_HEADER") {
            guard let address = MetadataAddress(text), key.isHeaderValue else {
                throw .notNear("IDENTITY_ENDPOINT", "http://address/path, and a key in IDENTITY_HEADER")
            }
            return PlatformToken(
                endpoint: endpoint, url: "\(address)?api-version=2019-08-01&\(query)",
                headers: ["X-IDENTITY-HEADER": Secret(key)], form: .member("access_token"), hint: hint)
        }
        let variable = "AZURE_POD_IDENTITY_AUTHORITY_HOST"
        guard let base = MetadataAddress(environment.value(variable) ?? "http://169.254.169.254") else {
            throw .notNear(variable, "http://address[:port]")
        }
        return PlatformToken(
            endpoint: endpoint,
            url: base.appending("/metadata/identity/oauth2/token?api-version=2018-02-01&\(query)"),
            headers: ["Metadata": Secret("true")], form: .member("access_token"), hint: hint)
    }
}

extension ConfigurationProblem {
    /// A variable that would send a credential's request somewhere else.
    static func notNear(_ variable: String, _ form: String) -> ConfigurationProblem {
        ConfigurationProblem(
            variable, "expected \(form), on loopback, a link-local address or the platform's own name (or https)")
    }
}
