// SPDX-License-Identifier: MIT

import Basics

extension Secret {
    /// What Infisical shows instead of a value that the identity may not read.
    private static let hiddenStandIn = Array("<hidden-by-infisical>".utf8)

    /// Whether that stands in it, as the whole value or as a part.
    var holdsHiddenStandIn: Bool {
        var text = exposed
        return text.withUTF8 { text in
            let mark = Self.hiddenStandIn
            guard text.count >= mark.count else { return false }
            return (0...text.count - mark.count).contains { start in
                text[start] == mark[0] && text[start..<start + mark.count].elementsEqual(mark)
            }
        }
    }
}
