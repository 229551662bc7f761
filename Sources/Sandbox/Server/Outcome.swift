// SPDX-License-Identifier: MIT

/// What the transport does about a request.
struct Outcome: Sendable {
    enum Delivery: Sendable {
        /// The answer is sent whole.
        case whole
        /// Half of the answer is sent, then the connection is reset.
        case resetMidway
        /// The connection is reset.
        case reset
        /// Nothing, for ever.
        case silence
        /// The answer's head, then bytes without end.
        case endless
    }

    var number: Int
    var answer: Answer
    var delivery: Delivery = .whole
    /// How long the answer is held back.
    var delay: Duration
}
