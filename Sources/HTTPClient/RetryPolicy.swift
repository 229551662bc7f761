// SPDX-License-Identifier: MIT

/// When a call may be made again after a failure that leaves open whether it took effect.
package enum RetryPolicy: Sendable {
    /// Always: a repeat changes nothing more.
    case idempotent
    /// Only when the failed attempt surely had no effect.
    case onlyIfUnsent
}
