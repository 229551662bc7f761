// SPDX-License-Identifier: MIT

/// What people read about work that ended before it was done.
enum DeadlineMessages {
    static let stopped = "stopped by a signal before the end"

    static func outOfTime(_ limit: TimeLimit) -> String {
        switch limit {
        case .push: "out of time (RENDER_SYNC_TIMEOUT)"
        case .function: "out of time (the timeout of an AWS Lambda function)"
        case .deploy: "the time to wait for the deploy is up"
        case .command: "out of time"
        }
    }
}
