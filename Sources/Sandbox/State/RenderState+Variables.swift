// SPDX-License-Identifier: MIT

extension RenderState {
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
