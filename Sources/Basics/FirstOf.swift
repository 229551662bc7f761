// SPDX-License-Identifier: MIT

/// Begins all of these, cancels the rest as soon as one has ended, and returns when all have. The results come in the
/// order in which they ended.
@discardableResult
package func firstOf<Value: Sendable>(_ works: @Sendable () async -> Value...) async -> [Value] {
    await withTaskGroup(of: Value.self) { group in
        for work in works { group.addTask { await work() } }
        var results: [Value] = []
        for await result in group {
            group.cancelAll()
            results.append(result)
        }
        return results
    }
}
