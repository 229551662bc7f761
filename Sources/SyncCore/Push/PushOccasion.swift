// SPDX-License-Identifier: MIT

import Basics

/// What a push is made for.
package enum PushOccasion: Sendable, Equatable {
    /// Somebody asks for it.
    case command
    /// Infisical told of a change, at this time on its clock.
    case delivery(Moment)

    /// When Infisical told of the change.
    var changeTold: Moment? {
        if case .delivery(let time) = self { time } else { nil }
    }

    /// The occasion of a push that is made for both: the last change is the one that it must find.
    func joined(with other: PushOccasion) -> PushOccasion {
        [changeTold, other.changeTold].compactMap(\.self).max().map { .delivery($0) } ?? .command
    }
}
