// SPDX-License-Identifier: MIT

import Basics

/// A service at Render, as far as it is known.
package struct RenderService: Sendable, Equatable {
    package var id: String
    /// Its name; nil where nobody has asked for it.
    package var name: String?
    /// Whether its values are built in, so that a deploy without a build would not bring them; nil where that is not known.
    package var isStaticSite: Bool?
    /// The address of its page in Render's Dashboard; nil where it is not known.
    package var page: String?

    package init(_ id: String, name: String? = nil, isStaticSite: Bool? = nil, page: String? = nil) {
        self.id = id
        self.name = name
        self.isStaticSite = isStaticSite
        self.page = page
    }

    /// The name, where it is known, and the id.
    package var title: String {
        let id = SafeText.clean(id)
        return name.map { "\(SafeText.clean($0)) (\(id))" } ?? id
    }

    /// The page of one of its deploys.
    func page(ofDeploy id: String) -> String? { page.map { SafeText.clean("\($0)/deploys/\(id)") } }
}
