// SPDX-License-Identifier: MIT

import Basics
import JSON
import SyncCore

/// A variable or a secret file.
struct RenderItem {
    var key: Key
    var value: Secret
}

/// One page of `GET /services/{id}/env-vars` or `.../secret-files`.
struct RenderPage {
    /// The most items that Render lists in one response.
    static let size = 100

    var items: [RenderItem]
    /// Where the next page begins, if there is one.
    var cursor: String?
}

/// `GET /env-groups/{id}`.
struct RenderEnvGroup {
    var items: [RenderItem]
    var services: [RenderService]
}

// MARK: Reading

extension RenderItem {
    init(_ reader: inout JSONReader, _ kind: SyncDestination.Kind) throws(JSONReader.Malformed) {
        var (key, value): (String?, String?)
        try reader.openObject()
        while let name = try reader.nextMember() {
            switch (name, kind) {
            case ("key", .env), ("name", .file): key = try reader.string()
            case ("value", .env), ("content", .file): value = try reader.string()
            default: try reader.skip()
            }
        }
        self.init(key: Key(try key.orMalformed()), value: Secret(try value.orMalformed()))
    }
}

extension RenderPage {
    init(_ reader: inout JSONReader, _ kind: SyncDestination.Kind) throws(JSONReader.Malformed) {
        items = []
        try reader.openList()
        while try reader.nextElement() {
            var item: RenderItem?
            var cursor: String?
            try reader.openObject()
            while let name = try reader.nextMember() {
                switch (name, kind) {
                case ("envVar", .env), ("secretFile", .file): item = try RenderItem(&reader, kind)
                case ("cursor", _): cursor = try reader.string()
                default: try reader.skip()
                }
            }
            items.append(try item.orMalformed())
            self.cursor = try cursor.orMalformed()
        }
    }
}

extension RenderEnvGroup {
    init(_ reader: inout JSONReader, _ kind: SyncDestination.Kind) throws(JSONReader.Malformed) {
        var items: [RenderItem]?
        var services: [RenderService]?
        try reader.openObject()
        while let name = try reader.nextMember() {
            switch (name, kind) {
            case ("envVars", .env), ("secretFiles", .file):
                items = []
                try reader.openList()
                while try reader.nextElement() { items?.append(try RenderItem(&reader, kind)) }
            case ("serviceLinks", _): services = try reader.list(Self.link)
            default: try reader.skip()
            }
        }
        self.items = try items.orMalformed()
        self.services = try services.orMalformed()
    }

    private static func link(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> RenderService {
        let link = try reader.value()
        let id = try (link["id"]?.string).orMalformed()
        let type = link["type"]?.string.flatMap { Self.types.contains($0) ? $0 : nil }
        return RenderService(
            id, name: link["name"]?.string, isStaticSite: type.map { $0 == "static" },
            page: type.map { "https://dashboard.render.com/\($0)/\(id)" })
    }

    /// The types of linked services, which are also a part of their pages' addresses.
    private static let types = ["static", "web", "pserv", "worker", "cron"]
}

/// Bodies of writes; they hold secret values.
enum RenderBody {
    /// One variable's or file's new value.
    static func value(_ value: Secret, _ kind: SyncDestination.Kind) -> [UInt8] {
        JSONValue.object([kind == .env ? "value" : "content": .string(value.exposed)]).encoded
    }

    /// Everything that a service is to hold.
    static func list(_ entries: [Entry], _ kind: SyncDestination.Kind) -> [UInt8] {
        let names = kind == .env ? (key: "key", value: "value") : (key: "name", value: "content")
        let items = entries.map { entry in
            JSONValue.object([names.key: .string(entry.key.name), names.value: .string(entry.value.exposed)])
        }
        return JSONValue.array(items).encoded
    }

    static func deploy(_ mode: SyncOptions.DeployMode?) -> [UInt8] {
        JSONValue.object(mode.map { ["deployMode": .string($0.rawValue)] } ?? [:]).encoded
    }
}
