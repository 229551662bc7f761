// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What people read about Infisical's refusals.
enum InfisicalMessages {
    /// `prefix` begins the sync's variables.
    static func checkPlace(_ prefix: String) -> String {
        "check \(prefix)_PROJECT_ID, \(prefix)_ENVIRONMENT and \(prefix)_SECRET_PATH"
    }
    static let invalidToken = "the access token is not valid: check INFISICAL_TOKEN or the identity"

    static func mayNotRead(_ source: SyncSource) -> String {
        "give the machine identity the permission to read secrets of \(source.environment) \(source.path)"
    }

    static func mayNotWrite(_ source: SyncSource) -> String {
        "give the machine identity the permission to write secrets of \(source.environment) \(source.path)"
    }

    static func noSuchRoute(_ endpoint: String) -> String {
        "Infisical \(endpoint): not found (404); check INFISICAL_DOMAIN"
    }

    static func call(_ endpoint: String, _ message: String) -> String { "Infisical \(endpoint): \(message)" }

    static let lacksImports =
        "Infisical GET secrets: the response lists no imports though they were asked for, so it may be incomplete: "
        + "update Infisical, or check any proxy before it"

    /// What helps against a denial.
    static func remedy(_ reason: Denial.Reason, _ permission: Permission) -> String {
        switch reason {
        case .permission:
            "give the machine identity's role the permission to \(permission.action) \(permission.subject)"
        case .identities:
            "this server lets no machine identity manage webhooks (it is older than June 2026), or the identity's role "
                + "lacks the permission to \(permission.action) \(permission.subject)"
        case .other:
            "add the machine identity to the project, with the permission to \(permission.action) \(permission.subject)"
        }
    }

    /// What helps against another refusal.
    static func directoryHint(_ status: Int, _ endpoint: String) -> String? {
        switch (status, endpoint) {
        case (400, "POST webhooks"):
            "the address must be public, without a user's name in it; a self-hosted Infisical calls one in its own network "
                + "with ALLOW_INTERNAL_IP_CONNECTIONS"
        case (404, _): "check the project's id and the environment's slug: render-sync list projects shows both"
        default: nil
        }
    }

    /// The list has secrets of another place than the one that was asked for.
    static func elsewhere(project: String?, environment: String?, _ source: SyncSource) -> String {
        let found = [
            project.map { "project \(SafeText.clean($0))" }, environment.map { "environment \(SafeText.clean($0))" },
        ]
        return
            "Infisical GET secrets: the response holds secrets of \(found.compactMap { $0 }.joined(separator: ", ")), "
            + "and project \(source.projectID), environment \(source.environment) was asked for; "
            + "check INFISICAL_DOMAIN and any proxy before it"
    }
}

/// What people read about logins.
enum LoginMessages {
    static let otherAddress = "the machine identity may not log in from this address: see its trusted IPs in Infisical"
    static let noMethod = "check INFISICAL_DOMAIN and that the machine identity has this auth method"
    static let seeMethod = "see the machine identity's auth method in Infisical"
    static let unusableToken = "login: the access token in the response holds a control character"
    static let universal = "check INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"
    static let token = "check INFISICAL_TOKEN"

    /// Without the platform's own text, which may repeat what was sent.
    static func refused(_ status: Int, _ hint: String?) -> String {
        "refused (\(status))" + (hint.map { "; \($0)" } ?? "")
    }

    static func login(_ refusal: String) -> String { "login \(refusal)" }

    static func otherAddress(or hint: String) -> String {
        "the machine identity may not log in from this address (see its trusted IPs), or \(hint)"
    }

    static func unreadableFile(_ path: String) -> String {
        "the token file \(SafeText.clean(path)) cannot be read: mount it, or name another"
    }

    static func unusableFile(_ path: String) -> String {
        "the token file \(SafeText.clean(path)) holds a control character: write the token, and nothing else, into it"
    }

    static func unusable(_ endpoint: String) -> String {
        "\(endpoint): the credential in the response holds a control character"
    }

    /// Where to look in Infisical after a keyless login was refused.
    static func keyless(_ endpoint: String) -> String {
        let identity = "see the identity INFISICAL_MACHINE_IDENTITY_ID in Infisical:"
        return switch endpoint {
        case "gcp-auth":
            "\(identity) its GCP Auth must be of type ID Token and allow this service account, project and zone"
        case "azure-auth":
            "\(identity) its Azure Auth must have this tenant and the resource https://management.azure.com/ and allow "
                + "this managed identity's principal"
        case "aws-auth": "\(identity) its AWS Auth must allow this account and this role's principal ARN"
        case "kubernetes-auth":
            "\(identity) its Kubernetes Auth must reach this cluster and allow this namespace and service account"
        default: "\(identity) its issuer, audience, subject and claims must fit the token, which must not have expired"
        }
    }
}

/// What people read about AWS's own services.
enum AWSMessages {
    /// What EC2's endpoints say when a container is one hop too far away for the response.
    static let noKeys =
        "aws-iam found no AWS keys: run where a role is attached; in a container on EC2, set the instance's metadata "
        + "hop limit to 2"
    static let noContainerKeys = "the task's or the pod's role gives no keys: check that one is attached"
    static let noRole = "attach an instance profile with a role"
    static let setRegion = "set AWS_REGION"

    static func unreadableFile(_ path: String) -> String {
        "the token file \(SafeText.clean(path)) (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) cannot be read"
    }
    static func badRole(_ endpoint: String) -> String { "\(endpoint): the role's name is invalid; \(noRole)" }
    static func badRegion(_ endpoint: String) -> String { "\(endpoint): the response is not the name of a region" }
}
