// SPDX-License-Identifier: MIT

/// `RENDER_SYNC_QUEUE`: the queue that stands in front of `serve`, and that alone can reach it.
package enum QueueKind: String, Sendable, CaseIterable {
    /// CloudEvents in binary mode, as Knative's brokers and channels send them.
    case cloudevents
    /// Messages of a Pub/Sub push subscription.
    case pubsub
}
