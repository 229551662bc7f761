// SPDX-License-Identifier: MIT

/// A report in lines for somebody who reads it at a terminal.
package struct ReportLines: Sendable, Equatable {
    /// What happened.
    package var headline: String
    /// What else is to be known, a fact each.
    package var facts: [String]
    /// The command to go on with.
    package var next: String?
}
