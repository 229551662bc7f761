// SPDX-License-Identifier: MIT

import Foundation
import Sandbox
import Testing

/// The state's JSON form and its look-ups.
@Suite struct StateTests {
    @Test func everythingHasADefault() throws {
        let empty = try SandboxState(json: Data("{}".utf8))
        #expect(empty.infisical.tokenTTL == 2_592_000)
        #expect(!empty.infisical.legacyOnly && empty.infisical.hiddenSecrets == .masked)
        #expect(empty.render.services.isEmpty)
        let text = """
            {"infisical": {"projects": [{"id": "p", "environments": [{"slug": "prod", "folders": [
                {"secrets": {"B": "2", "A": "1"}},
                {"path": "/x", "secrets": [{"key": "C", "tags": [{"slug": "web"}]}, {"key": "D", "type": "personal", "isHidden": true}]}]}]}]},
             "render": {"services": [{"id": "srv-1"}], "envGroups": [{"id": "evg-1", "secretFiles": {"f": "c"}}]}}
            """
        let state = try SandboxState(json: Data(text.utf8))
        #expect(state.infisical.secrets("p", "prod").map(\.key) == ["A", "B"])
        #expect(state.infisical.secrets("p", "prod", "/x").map(\.key) == ["C"], "personal ones are left out")
        #expect(state.infisical["p", "prod", "x/"]?.secrets.last?.isHidden == true)
        #expect(state.infisical.secrets("p", "prod", "/x").first?.tags.map(\.name) == ["web"])
        #expect(state.render[service: "srv-1"]?.name == "srv-1")
        #expect(state.render[envGroup: "evg-1"]?.secretFiles == [.init("f", "c")])
    }

    @Test(arguments: [SandboxState.demo, SandboxState.sample]) func survivesTheRoundTrip(_ state: SandboxState) throws {
        let json = try state.json()
        #expect(try SandboxState(json: json).json() == json)
    }

    @Test func setsAndRemoves() {
        var state = SandboxState()
        state.infisical.set("A", to: "1", project: "p", environment: "prod", path: "/x/y")
        state.infisical.set("A", to: "2", project: "p", environment: "prod", path: "x/y")
        #expect(state.infisical.secrets("p", "prod", "/x/y").map(\.value) == ["2"])
        #expect(state.infisical.secrets("p", "prod", "/x/y").map(\.version) == [2])
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        state.infisical.set("A", to: "3", project: "p", environment: "prod", path: "/x/y", at: now)
        #expect(state.infisical.secrets("p", "prod", "/x/y").map(\.updatedAt) == [1_800_000_000])
        state.infisical.remove("A", project: "p", environment: "prod", path: "/x/y")
        #expect(state.infisical["p", "prod", "/x/y"]?.secrets.isEmpty == true)
        #expect(state.infisical["p", "prod", "/x"] != nil, "a folder above one that exists")
        #expect(state.infisical["p", "prod", "/z"] == nil)
        state.render[service: "srv-1"] = .init(id: "srv-1")
        state.render[service: "srv-1"]?.envVars["A"] = "1"
        #expect(state.render[service: "srv-1"]?.envVars["A"] == "1")
        state.render[service: "srv-1"] = nil
        #expect(state.render.services.isEmpty)
    }

    /// Composed and decomposed accents are different keys and values.
    @Test func comparesBytes() {
        #expect(RenderState.EnvVar("A", "\u{E9}") != RenderState.EnvVar("A", "e\u{301}"))
        var files: [RenderState.SecretFile] = []
        files["\u{E9}"] = "1"
        files["e\u{301}"] = "2"
        #expect(files.map(\.content) == ["1", "2"])
        var state = SandboxState()
        state.infisical.set("\u{E9}", to: "1", project: "p", environment: "prod")
        state.infisical.set("e\u{301}", to: "2", project: "p", environment: "prod")
        #expect(state.infisical.secrets("p", "prod").count == 2)
    }

    /// What the built-in example promises.
    @Test func theExampleHasDrifted() throws {
        let demo = SandboxState.demo
        let source = demo.infisical.secrets("demo-project", "prod")
        let service = try #require(demo.render[service: "srv-demo"])
        #expect(source.count == 12)
        let common = service.envVars.filter { variable in source.contains { $0.key == variable.key } }
        let equal = common.filter { variable in source.contains { $0.key == variable.key && $0.value == variable.value }
        }
        #expect((equal.count, common.count, service.envVars.count) == (3, 5, 7))
        #expect(demo.render[envGroup: "evg-demo"]?.serviceLinks.count == 2)
    }
}
