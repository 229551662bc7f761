// SPDX-License-Identifier: MIT

extension RenderState {
    /// An environment variable.
    public struct EnvVar: Codable, Sendable, Hashable {
        /// The key.
        public var key: String
        /// The value.
        public var value: String

        /// Creates a variable.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }

        /// Equal when the bytes are.
        public static func == (left: EnvVar, right: EnvVar) -> Bool {
            left.key.isSame(as: right.key) && left.value.isSame(as: right.value)
        }

        /// Consistent with `==`: strings that are the same bytes hash alike.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(key)
            hasher.combine(value)
        }
    }

    /// A secret file.
    public struct SecretFile: Codable, Sendable, Hashable {
        /// The file's name.
        public var name: String
        /// The file's content.
        public var content: String

        /// Creates a file.
        public init(_ name: String, _ content: String) {
            self.name = name
            self.content = content
        }

        /// Equal when the bytes are.
        public static func == (left: SecretFile, right: SecretFile) -> Bool {
            left.name.isSame(as: right.name) && left.content.isSame(as: right.content)
        }

        /// Consistent with `==`: strings that are the same bytes hash alike.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(content)
        }
    }
}
