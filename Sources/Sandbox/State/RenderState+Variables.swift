// SPDX-License-Identifier: MIT

extension RenderState {
    /// What becomes of a value before it is stored. Not known of the real Render.
    package enum Normalization: String, Codable, Sendable {
        case none
        /// White space at both ends is dropped.
        case trimmed
        /// Each CR LF becomes a line feed.
        case lineFeeds

        func stored(_ value: String) -> String {
            let bytes = Array(value.utf8)
            switch self {
            case .none: return value
            case .trimmed:
                let isSpace = { (byte: UInt8) in " \t\r\n".utf8.contains(byte) }
                let core = bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
                return String(decoding: core, as: UTF8.self)
            case .lineFeeds: return String(decoding: bytes.replacing(Array("\r\n".utf8), with: [10]), as: UTF8.self)
            }
        }
    }

    package struct EnvVar: Codable, Sendable, Hashable {
        package var key: String
        package var value: String

        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }

        /// Equal when the bytes are.
        package static func == (left: EnvVar, right: EnvVar) -> Bool {
            left.key.isSame(as: right.key) && left.value.isSame(as: right.value)
        }

        /// Consistent with `==`: strings that are the same bytes hash alike.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(key)
            hasher.combine(value)
        }
    }

    package struct SecretFile: Codable, Sendable, Hashable {
        package var name: String
        package var content: String

        package init(_ name: String, _ content: String) {
            self.name = name
            self.content = content
        }

        /// Equal when the bytes are.
        package static func == (left: SecretFile, right: SecretFile) -> Bool {
            left.name.isSame(as: right.name) && left.content.isSame(as: right.content)
        }

        /// Consistent with `==`: strings that are the same bytes hash alike.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(content)
        }
    }
}
