// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalState {
    /// A secret of a folder.
    package struct Secret: Codable, Sendable {
        /// Whether everybody sees the secret, or one user in place of the shared one.
        package enum Kind: String, Codable, Sendable {
            case shared
            /// A user's override.
            case personal
        }

        package var key: String
        /// The value, with its references unexpanded.
        package var value: String
        package var comment: String
        package var type: Kind
        /// Whether the identities may see that it exists, but not its value.
        package var isHidden: Bool
        /// Whether an expanded value of several lines is quoted and its line feeds escaped.
        package var skipMultilineEncoding: Bool
        /// The number of changes so far, from 1.
        package var version: Int
        /// When the secret last changed, in seconds since 1970.
        package var updatedAt: Int
        package var id: String

        /// Creates a secret; the id is a new one unless given.
        package init(
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

        package init(from decoder: any Decoder) throws {
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
