// SPDX-License-Identifier: MIT

import NIOConcurrencyHelpers

/// One source's history, shared by the pushes that read it.
package final class SourceMemory: Sendable {
    private let history = NIOLockedValueBox(SourceHistory())

    /// Nothing has been seen yet.
    package init() {}

    /// Takes a list for the newest, or throws what shows that it is from before one that was.
    func admit(_ list: SourceSecrets, _ reading: SourceHistory.Reading) throws(OlderList) {
        let verdict = history.withLockedValue { $0.admit(list.sightings, reading) }
        if case .older(let list) = verdict { throw list }
    }
}
