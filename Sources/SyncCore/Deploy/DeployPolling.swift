// SPDX-License-Identifier: MIT

/// When to look at a deploy again: soon at first, seldom later.
enum DeployPolling {
    private static let shortest = Duration.milliseconds(500)
    private static let longest = Duration.seconds(10)
    /// Render lets a user make 400 reads a minute; half of them are left to others.
    private static let spacing = Duration.milliseconds(300)

    /// The time until the next look at each of so many deploys, when this much has passed since they were started.
    static func interval(after elapsed: Duration, deploys: Int) -> Duration {
        max(min(max(elapsed / 5, shortest), longest), spacing * deploys)
    }
}
