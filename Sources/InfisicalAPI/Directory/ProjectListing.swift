// SPDX-License-Identifier: MIT

/// A project that the identity is a member of.
package struct ProjectListing: Sendable, Equatable {
    package var id: String
    package var name: String
    package var slug: String?
    package var environments: [EnvironmentListing]

    package init(id: String, name: String, slug: String? = nil, environments: [EnvironmentListing] = []) {
        self.id = id
        self.name = name
        self.slug = slug
        self.environments = environments
    }
}

/// An environment of a project.
package struct EnvironmentListing: Sendable, Equatable {
    package var slug: String
    package var name: String

    package init(slug: String, name: String) {
        self.slug = slug
        self.name = name
    }
}
