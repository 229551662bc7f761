// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalState {
    /// A secret of a folder.
    public struct Secret: Codable, Sendable {
        /// Whether everybody sees the secret, or one user in place of the shared one.
        public enum Kind: String, Codable, Sendable {
            /// Seen by everybody.
            case shared
            /// A user's override.
            case personal
        }

        /// The key.
        public var key: String
        /// The value, with its references unexpanded.
        public var value: String
        /// The comment.
        public var comment: String
        /// Shared or personal.
        public var type: Kind
        /// Whether the identities may see that it exists, but not its value.
        public var isHidden: Bool
        /// Whether an expanded value of several lines is quoted and its line feeds escaped.
        public var skipMultilineEncoding: Bool
        /// The number of changes so far, from 1.
        public var version: Int
        /// When the secret last changed, in seconds since 1970.
        public var updatedAt: Int
        /// The secret's id.
        public var id: String

        /// Creates a secret; the id is a new one unless given.
        public init(
            _ key: String, _ value: String, comment: String = "", type: Kind = .shared, isHidden: Bool = false,
            skipMultilineEncoding: Bool = false, version: Int = 1, updatedAt: Int = 1_767_225_600, id: String? = nil
        ) {
            self.key = key
            self.value = value
            self.comment = comment
            self.type = type
            self.isHidden = isHidden
            self.skipMultilineEncoding = skipMultilineEncoding
            self.version = version
            self.updatedAt = updatedAt
            self.id = id ?? UUID().uuidString.lowercased()
        }

        /// Decodes the JSON form, with defaults for what is absent.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                try container.decode(String.self, forKey: .key),
                try container.value(.value, default: ""),
                comment: try container.value(.comment, default: ""),
                type: try container.value(.type, default: .shared),
                isHidden: try container.value(.isHidden, default: false),
                skipMultilineEncoding: try container.value(.skipMultilineEncoding, default: false),
                version: try container.value(.version, default: 1),
                updatedAt: try container.value(.updatedAt, default: 1_767_225_600),
                id: try container.decodeIfPresent(String.self, forKey: .id))
        }
    }
}
