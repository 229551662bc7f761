// SPDX-License-Identifier: MIT

/// What people read about work that ended before it was done.
enum DeadlineMessages {
    static let stopped = "stopped by a signal before the end"
    static let outOfTime = "out of time (RENDER_SYNC_TIMEOUT, or the timeout of an AWS Lambda function)"
}
