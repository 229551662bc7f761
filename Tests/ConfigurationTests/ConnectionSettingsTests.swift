// SPDX-License-Identifier: MIT

import HTTPClient
import Testing
import TestSupport
@testable import Basics
@testable import Configuration

/// How the two APIs are reached, and run-wide limits.
@Suite struct ConnectionTests {
    @Test func theDefaultsAreTheCloudServices() throws {
        let configuration = try Load().configuration
        #expect(configuration.infisical.domain.description == "https://app.infisical.com")
        #expect(configuration.renderURL.description == "https://api.render.com/v1")
    }

    @Test(arguments: ["https://x.example", "https://x.example/", "https://x.example/api", "https://x.example/api/"])
    func infisicalsDomainIsTakenWithOrWithoutItsSuffix(text: String) throws {
        for variable in ["INFISICAL_DOMAIN", "INFISICAL_API_URL"] {
            #expect(try Load([variable: text]).configuration.infisical.domain.description == "https://x.example")
        }
    }

    @Test func aHostCalledApiIsNoSuffix() throws {
        #expect(
            try Load(["INFISICAL_DOMAIN": "https://api"]).configuration.infisical.domain.description == "https://api")
    }

    @Test(arguments: ["INFISICAL_DOMAIN", "INFISICAL_API_URL", "RENDER_API_URL"])
    func plainHTTPNeedsALeave(variable: String) {
        #expect(Load([variable: "http://infisical.internal"]).faulty == [variable])
        #expect(Load([variable: "http://infisical.internal", "RENDER_SYNC_ALLOW_HTTP": "true"]).problems == [])
        #expect(Load([variable: "http://127.0.0.1:8080"]).problems == [])
    }

    // MARK: Authorities

    @Test func aBundleOfInfisicalsOwnMustHoldCertificates() {
        let variable = "INFISICAL_CA_BUNDLE"
        let files = ["/ca.pem": "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n", "/other": "text"]
        #expect(Load([variable: "/ca.pem"], files: files).problems == [])
        #expect(Load([variable: ""], files: files).problems == [])
        #expect(
            Load([variable: "/other"], files: files).problems
                == ["INFISICAL_CA_BUNDLE: /other: holds no certificate in PEM form"])
        #expect(Load([variable: "/none"], files: files).problems == ["INFISICAL_CA_BUNDLE: /none: no such file"])
        #expect(Load([variable: " /ca.pem"], files: files).faulty == [variable])
    }

    // MARK: Authentication

    private static func authentication(
        _ variables: [String: String], files: [String: String] = [:]
    ) -> InfisicalConfiguration.Authentication? {
        let none: [String: String?] = ["INFISICAL_TOKEN": nil]
        let load = Load(none.merging(variables) { $1 }, files: files)
        return try? load.configuration.infisical.authentication
    }

    @Test func theMethodIsDeducedFromWhatIsSet() {
        let client = ["INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "id", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "secret"]
        #expect(Self.authentication(["INFISICAL_TOKEN": "t"]) == .token(Secret("t")))
        #expect(Self.authentication(client) == .universal(clientID: Secret("id"), clientSecret: Secret("secret")))
        #expect(
            Self.authentication(["INFISICAL_JWT": "jwt", "INFISICAL_MACHINE_IDENTITY_ID": "m"])
                == .jwt(endpoint: "jwt-auth", identityID: "m", source: .value(Secret("jwt"))))
        #expect(
            Self.authentication([
                "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH": "/k", "INFISICAL_MACHINE_IDENTITY_ID": "m",
            ]) == .jwt(endpoint: "kubernetes-auth", identityID: "m", source: .file("/k")))
    }

    @Test func theMethodThatIsNamedGoesOverWhatIsSet() {
        let all = [
            "INFISICAL_TOKEN": "t", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "id",
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "secret", "INFISICAL_JWT": "jwt",
            "INFISICAL_MACHINE_IDENTITY_ID": "m",
        ]
        func named(_ method: String) -> InfisicalConfiguration.Authentication? {
            Self.authentication(all.merging(["INFISICAL_AUTH_METHOD": method]) { $1 })
        }
        #expect(named("token") == .token(Secret("t")))
        #expect(named("universal-auth") == .universal(clientID: Secret("id"), clientSecret: Secret("secret")))
        #expect(named("oidc-auth") == .jwt(endpoint: "oidc-auth", identityID: "m", source: .value(Secret("jwt"))))
        #expect(named("jwt-auth") == .jwt(endpoint: "jwt-auth", identityID: "m", source: .value(Secret("jwt"))))
        #expect(
            named("kubernetes")
                == .jwt(
                    endpoint: "kubernetes-auth", identityID: "m",
                    source: .file("/var/run/secrets/kubernetes.io/serviceaccount/token")))
    }

    /// The platform renews the file: it is read at each login, not once.
    @Test func aTokensFileIsRememberedByItsPath() {
        #expect(
            Self.authentication(
                ["INFISICAL_JWT_FILE": "/run/jwt", "INFISICAL_MACHINE_IDENTITY_ID": "m"], files: ["/run/jwt": "jwt"])
                == .jwt(endpoint: "jwt-auth", identityID: "m", source: .file("/run/jwt")))
    }

    @Test(
        arguments: [
            (["INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "id"], "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"),
            (["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "s"], "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"),
            (["INFISICAL_JWT": "jwt"], "INFISICAL_MACHINE_IDENTITY_ID"),
            (["INFISICAL_AUTH_METHOD": "password"], "INFISICAL_AUTH_METHOD"),
            (["INFISICAL_AUTH_METHOD": "token"], "INFISICAL_TOKEN"),
            (["INFISICAL_JWT": "a", "INFISICAL_JWT_FILE": "/b"], "INFISICAL_JWT"),
            ([:], "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"),
        ] as [([String: String], String)])
    func aMissingPartIsNamed(variables: [String: String], missing: String) {
        let none: [String: String?] = ["INFISICAL_TOKEN": nil]
        #expect(Load(none.merging(variables) { $1 }).faulty == [missing])
    }

    // MARK: Limits

    @Test func limitsHaveTheirDefaults() throws {
        let limits = try Load().configuration.limits
        #expect(limits.signatureTolerance == .seconds(300))
        #expect(limits.respondWithin == .seconds(10))
        #expect(limits.timeout == .seconds(600))
    }

    @Test func limitsAreWholeSeconds() throws {
        let limits = try Load([
            "RENDER_SYNC_SIGNATURE_TOLERANCE": "1", "RENDER_SYNC_RESPOND_WITHIN": "0", "RENDER_SYNC_TIMEOUT": "86400",
        ]).configuration.limits
        #expect(limits.signatureTolerance == .seconds(1))
        #expect(limits.respondWithin == .zero)
        #expect(limits.timeout == .seconds(86_400))
    }

    @Test(arguments: [
        ("SIGNATURE_TOLERANCE", "0"), ("TIMEOUT", "0"), ("TIMEOUT", "86401"), ("TIMEOUT", "1.5"), ("TIMEOUT", "10s"),
        ("TIMEOUT", "+5"), ("RESPOND_WITHIN", "-1"), ("RESPOND_WITHIN", ""), ("TIMEOUT", "99999999999999999999"),
    ])
    func anyOtherLimitIsAnError(name: String, text: String) {
        #expect(Load(["RENDER_SYNC_\(name)": text]).faulty == ["RENDER_SYNC_\(name)"])
    }

    @Test(arguments: [
        ("LEVEL", "debug", true), ("LEVEL", "WARNING", true), ("LEVEL", "loud", false), ("FORMAT", "json", true),
        ("FORMAT", "text", true), ("FORMAT", "JSON", false),
    ])
    func theLogsSettingsAreChecked(name: String, text: String, isValid: Bool) {
        #expect(Load(["RENDER_SYNC_LOG_\(name)": text]).faulty == (isValid ? [] : ["RENDER_SYNC_LOG_\(name)"]))
    }
}
