// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import TestSupport
import Testing

/// Lists and single reads.
@Suite struct InfisicalReadTests {
    /// A project with everything that a list can meet.
    static let state: SandboxState = {
        typealias Folder = InfisicalState.Folder
        var state = SandboxState.sample
        state.infisical.projects = [
            InfisicalState.Project(
                id: "p", slug: "the-project",
                environments: [
                    InfisicalState.Environment(
                        slug: "prod",
                        folders: [
                            Folder(
                                path: "/",
                                secrets: [
                                    .init("A", "a"), .init("HIDDEN", "unseen", isHidden: true),
                                    .init("A", "mine", type: .personal), .init("LOCAL", "<${A}>"),
                                    .init("FAR", "${dev.one.two.B}"), .init("CHAIN", "${FAR}!"),
                                    .init("CIRCLE", "${CIRCLE}"), .init("NOWHERE", "${NONE} $A ${"),
                                    .init("TWICE", "${A}${A}"),
                                    .init("LINES", "${MULTI}", skipMultilineEncoding: true),
                                    .init("MULTI", "1\n2", skipMultilineEncoding: true),
                                ],
                                imports: [
                                    .init(environment: "prod", path: "/first"),
                                    .init(environment: "dev", path: "/one/two"),
                                    .init(environment: "dev", path: "/gone"),
                                    .init(environment: "prod", path: "/first"),
                                ]),
                            Folder(
                                path: "/first",
                                secrets: [.init("A", "first"), .init("C", "first"), .init("D", "first")]),
                            Folder(path: "/deep/er", secrets: [.init("E", "deep")]),
                        ]),
                    InfisicalState.Environment(
                        slug: "dev",
                        folders: [
                            Folder(
                                path: "/one/two", secrets: [.init("B", "b ${C}"), .init("C", "dev")],
                                imports: [.init(environment: "dev", path: "/three")]),
                            Folder(
                                path: "/three",
                                secrets: [.init("C", "three"), .init("F", "three"), .init("G", "x", isHidden: true)],
                                imports: [.init(environment: "dev", path: "/one/two")]),
                        ]),
                ])
        ]
        return state
    }()

    struct Listing: Sendable, CustomTestStringConvertible {
        let rule: String
        let query: String
        var secrets: [String: String]?
        var imports: [[String: String]]?
        var status = 200

        var testDescription: String { rule }
    }

    static let place = "projectId=p&environment=prod"
    static let raw = [
        "A": "a", "HIDDEN": "<hidden-by-infisical>", "A (personal)": "mine", "LOCAL": "<${A}>",
        "FAR": "${dev.one.two.B}", "CHAIN": "${FAR}!", "CIRCLE": "${CIRCLE}", "NOWHERE": "${NONE} $A ${",
        "TWICE": "${A}${A}", "LINES": "${MULTI}", "MULTI": "1\n2",
    ]
    static let expanded = raw.merging([
        "LOCAL": "<a>", "FAR": "b dev", "CHAIN": "b dev!", "TWICE": "aa", "LINES": #""1\n2""#,
    ]) { $1 }
    static let imported = [
        ["A": "first", "C": "first", "D": "first"],
        ["B": "b ${C}", "C": "dev", "F": "three", "G": "<hidden-by-infisical>"],
    ]

    static let listings = [
        Listing(rule: "references as they are", query: place, secrets: raw, imports: []),
        Listing(
            rule: "references expanded", query: place + "&expandSecretReferences=true", secrets: expanded, imports: []),
        Listing(rule: "imports", query: place + "&include_imports=true", secrets: raw, imports: imported),
        Listing(
            rule: "imports, the other spelling", query: place + "&includeImports=true", secrets: raw, imports: imported),
        Listing(
            rule: "a folder that is only above others", query: place + "&secretPath=/deep", secrets: [:], imports: []),
        Listing(
            rule: "a path with slashes to spare", query: place + "&secretPath=deep//er/", secrets: ["E": "deep"],
            imports: []),
        Listing(
            rule: "recursive", query: place + "&secretPath=/deep&recursive=true", secrets: ["E": "deep"], imports: []),
        Listing(
            rule: "no values", query: place + "&secretPath=/first&viewSecretValue=false",
            secrets: ["A": "<hidden-by-infisical>", "C": "<hidden-by-infisical>", "D": "<hidden-by-infisical>"],
            imports: []),
        Listing(rule: "unknown folder", query: place + "&secretPath=/none", status: 404),
        Listing(rule: "unknown folder, recursive", query: place + "&secretPath=/none&recursive=true", status: 404),
        Listing(rule: "path in another case", query: place + "&secretPath=/First", status: 404),
        Listing(rule: "unknown environment", query: "projectId=p&environment=none", status: 404),
        Listing(rule: "unknown project", query: "projectId=none&environment=prod", status: 404),
        Listing(rule: "no environment", query: "projectId=p", status: 400),
        Listing(rule: "no project", query: "environment=prod", status: 400),
        Listing(rule: "neither true nor false", query: place + "&recursive=1", status: 422),
    ]

    @Test(arguments: listings) func lists(_ listing: Listing) async throws {
        try await withSandbox(Self.state) { server in
            for version in ["v4/secrets?", "v3/secrets/raw?"] {
                let query =
                    version.hasPrefix("v4")
                    ? listing.query : listing.query.replacing("projectId", with: "workspaceId")
                let answer = try await Curl.send(
                    "GET", "\(server.infisicalURL)/api/\(version)\(query)", token: "token-1")
                #expect(answer.status == listing.status)
                #expect((answer.object["secrets"]).map(values) == listing.secrets)
                let imports = answer.object["imports"] as? [[String: Any]]
                #expect(imports?.map { values($0["secrets"] as Any) } == listing.imports)
            }
        }
    }

    /// By tag on the server, and imported secrets not at all.
    @Test func tagSlugsFilterTheFoldersOwnSecrets() async throws {
        var state = SandboxState.sample
        state.infisical["project-1", "prod", "/"]?.secrets = [
            .init("A", "1", tags: ["web"]), .init("B", "2", tags: ["web", "job"]), .init("C", "3"),
        ]
        try await withSandbox(state) { server in
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod&include_imports=true"
            for (query, keys) in [
                ("", ["A", "B", "C"]), ("&tagSlugs=web", ["A", "B"]), ("&tagSlugs=job,none", ["B"]),
                ("&tagSlugs=none", []), ("&tagSlugs=", ["A", "B", "C"]),
            ] {
                let answer = try await Curl.send("GET", url + query, token: "token-1")
                let secrets = answer.object["secrets"] as? [[String: Any]]
                #expect(secrets?.compactMap { $0["secretKey"] as? String } == keys)
                let imports = answer.object["imports"] as? [[String: Any]]
                #expect(imports?.map { values($0["secrets"] as Any) } == [["REGION": "oregon"]])
            }
        }
    }

    @Test func secretsHaveTagsMetadataVersionAndTimes() async throws {
        var state = SandboxState.sample
        state.infisical["project-1", "prod", "/"]?.secrets = [
            .init(
                "A", "1", tags: ["web"], metadata: [.init("owner", "ann")], version: 3, createdAt: 1_800_000_000,
                updatedAt: 1_800_000_060)
        ]
        try await withSandbox(state) { server in
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod"
            let answer = try await Curl.send("GET", url, token: "token-1")
            let secret = try #require((answer.object["secrets"] as? [[String: Any]])?.first)
            #expect(secret["version"] as? Int == 3)
            #expect(secret["createdAt"] as? String == "2027-01-15T08:00:00.000Z")
            #expect(secret["updatedAt"] as? String == "2027-01-15T08:01:00.000Z")
            #expect(secret["tags"] as? [[String: String]] == [["id": "tag-web", "slug": "web", "name": "web"]])
            #expect(secret["secretMetadata"] as? [[String: String]] == [["key": "owner", "value": "ann"]])
        }
    }

    @Test(arguments: [
        (InfisicalState.ImportedSecrets.withVersion, ["version"]), (.withoutVersion, []),
        (.everything, ["createdAt", "tags", "updatedAt", "version"]),
    ])
    func importedSecretsCarryLess(_ kind: InfisicalState.ImportedSecrets, members: [String]) async throws {
        var state = SandboxState.sample
        state.infisical.importedSecrets = kind
        try await withSandbox(state) { server in
            let url = server.infisicalURL + "/api/v4/secrets?projectId=project-1&environment=prod&include_imports=true"
            let imports = try await Curl.send("GET", url, token: "token-1").object["imports"] as? [[String: Any]]
            let secret = try #require((imports?.first?["secrets"] as? [[String: Any]])?.first)
            let varying = ["createdAt", "tags", "updatedAt", "version"]
            #expect(varying.filter { secret[$0] != nil } == members)
            #expect(secret["secretValue"] as? String == "oregon")
        }
    }

    /// What the server's source does with values that an identity may not read: it refuses the list, and leaves them
    /// out of imports without a word.
    @Test func hiddenSecretsMayBeRefused() async throws {
        var state = Self.state
        state.infisical.hiddenSecrets = .refused
        try await withSandbox(state) { server in
            let url = server.infisicalURL + "/api/v4/secrets?projectId=p&include_imports=true&environment="
            #expect(try await Curl.send("GET", url + "prod", token: "token-1").status == 403)
            let listed = try await Curl.send("GET", url + "dev&secretPath=/one/two", token: "token-1")
            let imports = try #require(listed.object["imports"] as? [[String: Any]])
            #expect(imports.map { values($0["secrets"] as Any) } == [["C": "three", "F": "three", "B": "b ${C}"]])
        }
    }

    @Test func oneByName() async throws {
        try await withSandbox(Self.state) { server in
            let url = server.infisicalURL + "/api/v4/secrets/"
            for (name, query, value) in [
                ("A", "", "a"), ("A", "&type=personal", "mine"), ("LOCAL", "&expandSecretReferences=true", "<a>"),
                ("C", "&include_imports=true", "dev"), ("C", "", nil), ("NONE", "&include_imports=true", nil),
            ] as [(String, String, String?)] {
                let answer = try await Curl.send("GET", "\(url)\(name)?\(Self.place)\(query)", token: "token-1")
                #expect(answer.status == (value == nil ? 404 : 200))
                #expect((answer.object["secret"] as? [String: Any])?["secretValue"] as? String == value)
            }
        }
    }

    @Test func anOlderServerDoesNotKnowV4() async throws {
        var state = Self.state
        state.infisical.legacyOnly = true
        try await withSandbox(state) { server in
            let answer = try await Curl.send("GET", server.infisicalURL + "/api/v4/secrets", token: "token-1")
            #expect(answer.status == 404)
            #expect(
                answer.body
                    == #"{"error":"Not Found","message":"Route GET:/api/v4/secrets not found","statusCode":404}"#)
        }
    }

    @Test func secretSyncsOfAProject() async throws {
        var state = Self.state
        state.infisical.secretSyncs = [
            ["id": "sync-1", "projectId": "p", "name": "one"], ["id": "sync-2", "projectId": "other"],
        ]
        try await withSandbox(state) { server in
            let url = server.infisicalURL + "/api/v1/secret-syncs/render"
            let answer = try await Curl.send("GET", url + "?projectId=p", token: "token-1")
            #expect(answer.body == #"{"secretSyncs":[{"id":"sync-1","name":"one","projectId":"p"}]}"#)
            #expect(try await Curl.send("GET", url, token: "token-1").status == 422)
            #expect(try await Curl.send("GET", url + "?projectId=p").status == 401)
        }
    }

    private func values(_ secrets: Any) -> [String: String] {
        var values: [String: String] = [:]
        for secret in secrets as? [[String: Any]] ?? [] {
            let key = secret["secretKey"] as? String ?? "?"
            let isPersonal = secret["type"] as? String == "personal"
            values[isPersonal ? key + " (personal)" : key] = secret["secretValue"] as? String
            let isMasked = secret["secretValue"] as? String == "<hidden-by-infisical>"
            #expect(secret["secretValueHidden"] as? Bool == isMasked)
        }
        return values
    }
}
