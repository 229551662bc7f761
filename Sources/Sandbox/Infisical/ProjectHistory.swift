// SPDX-License-Identifier: MIT

/// The projects as they are and as they were after each change, for answers that come from a time gone by.
struct ProjectHistory: Sendable {
    /// From the oldest on; the last is the present.
    private(set) var snapshots: [[InfisicalState.Project]]

    init(_ projects: [InfisicalState.Project]) {
        snapshots = [projects]
    }

    mutating func note(_ projects: [InfisicalState.Project]) {
        if snapshots.last != projects { snapshots.append(projects) }
    }

    /// What a question was answered so many changes of the answer ago, counted back from the snapshot before `end`.
    /// The oldest answer when there were fewer.
    func answer<Answer: Equatable>(
        _ changesAgo: Int, before end: Int, _ ask: ([InfisicalState.Project]) -> Answer
    ) -> Answer? {
        var answer: Answer?
        var changes = -1
        for projects in snapshots.prefix(end).reversed() {
            let older = ask(projects)
            if older == answer { continue }
            changes += 1
            if changes > changesAgo { break }
            answer = older
        }
        return answer
    }
}
