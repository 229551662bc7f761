// SPDX-License-Identifier: MIT

/// An answer that is there at once, or work that has to be done first.
///
/// Nearly all that a public endpoint is sent is refused. Whoever serves many answers that where it arrived, and starts
/// a task for a push only.
public enum Reply<Value: Sendable>: Sendable {
    /// Nothing more to do.
    case ready(Value)
    /// The answer comes when the work has ended.
    case pending(@Sendable () async -> Value)

    /// The answer, whenever it is there.
    public func value() async -> Value {
        switch self {
        case .ready(let value): value
        case .pending(let work): await work()
        }
    }

    /// The same with another form of the answer.
    public func map<Other: Sendable>(_ form: @escaping @Sendable (Value) -> Other) -> Reply<Other> {
        switch self {
        case .ready(let value): .ready(form(value))
        case .pending(let work): .pending { form(await work()) }
        }
    }
}
