// SPDX-License-Identifier: MIT

import FoundationEssentials

extension InfisicalState {
    package struct Secret: Codable, Sendable, Equatable {
        /// Whether everybody sees the secret, or one user in place of the shared one.
        package enum Kind: String, Codable, Sendable {
            case shared
            /// A user's override.
            case personal
        }

        package struct Tag: Codable, Sendable, Equatable, ExpressibleByStringLiteral {
            package var slug: String
            package var name: String

            package init(_ slug: String, name: String? = nil) {
                self.slug = slug
                self.name = name ?? slug
            }

            package init(stringLiteral slug: String) {
                self.init(slug)
            }

            package init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                self.init(
                    try container.decode(String.self, forKey: .slug),
                    name: try container.decodeIfPresent(String.self, forKey: .name))
            }
        }

        package struct Metadata: Codable, Sendable, Equatable {
            package var key: String
            package var value: String

            package init(_ key: String, _ value: String) {
                self.key = key
                self.value = value
            }
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
        package var tags: [Tag]
        package var metadata: [Metadata]
        /// The number of changes so far, from 1.
        package var version: Int
        /// When the secret was made, in seconds since 1970.
        package var createdAt: Int
        /// When the secret last changed, in seconds since 1970.
        package var updatedAt: Int
        package var id: String

        /// Creates a secret; it is as old as its last change, and the id is a new one, unless given.
        package init(
            _ key: String, _ value: String, comment: String = "", type: Kind = .shared, isHidden: Bool = false,
            skipMultilineEncoding: Bool = false, tags: [Tag] = [], metadata: [Metadata] = [], version: Int = 1,
            createdAt: Int? = nil, updatedAt: Int = 1_767_225_600, id: String? = nil
        ) {
            self.key = key
            self.value = value
            self.comment = comment
            self.type = type
            self.isHidden = isHidden
            self.skipMultilineEncoding = skipMultilineEncoding
            self.tags = tags
            self.metadata = metadata
            self.version = version
            self.createdAt = createdAt ?? updatedAt
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
                tags: try container.value(.tags, default: []),
                metadata: try container.value(.metadata, default: []),
                version: try container.value(.version, default: 1),
                createdAt: try container.decodeIfPresent(Int.self, forKey: .createdAt),
                updatedAt: try container.value(.updatedAt, default: 1_767_225_600),
                id: try container.decodeIfPresent(String.self, forKey: .id))
        }

        /// Counts a change.
        mutating func changed(at now: Date) {
            version += 1
            updatedAt = Int(now.timeIntervalSince1970)
        }
    }
}
