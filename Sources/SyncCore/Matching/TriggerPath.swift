// SPDX-License-Identifier: MIT

import Basics

/// Folders whose changes trigger a sync beside those that it reads: `path`, or `environment:path`.
package struct TriggerPath: Sendable, Hashable {
    /// The environment's slug; nil for the sync's own.
    package let environment: String?
    package let path: PathGlob

    package init(environment: String? = nil, _ path: PathGlob) {
        self.environment = environment
        self.path = path
    }

    /// A path that begins with a slash may hold a colon itself. Nil where nothing stands before the colon or after it.
    package init?(_ text: String) {
        guard text.utf8.first != UInt8(ascii: "/"), let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            self.init(PathGlob(text))
            return
        }
        let (environment, path) = (text[..<colon], text[text.utf8.index(after: colon)...])
        guard !environment.isEmpty, !path.isEmpty else { return nil }
        self.init(environment: String(environment), PathGlob(String(path)))
    }

    /// Whether a change there triggers the sync that reads this source.
    func covers(_ place: Event.Place, of source: SyncSource) -> Bool {
        (environment ?? source.environment).hasSameBytes(as: place.environment) && path.matches(place.path)
    }
}
