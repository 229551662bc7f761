// SPDX-License-Identifier: MIT

import Basics

extension API {
    static let commonAuthorities = "CURL_CA_BUNDLE"

    /// The variable that names the authorities trusted for it.
    var authoritiesVariable: String { self == .infisical ? "INFISICAL_CA_BUNDLE" : Self.commonAuthorities }

    /// The variable that holds its address.
    var addressVariable: String? {
        switch self {
        case .infisical: "INFISICAL_DOMAIN"
        case .render: "RENDER_API_URL"
        case .platform: nil
        }
    }
}
