// SPDX-License-Identifier: MIT

/// What turns the destination into what the source says.
public struct Plan: Sendable, Equatable {
    /// A key and the value that it is to have.
    public struct Write: Sendable, Equatable {
        /// The destination key.
        public var key: Key
        /// The value.
        public var value: Secret

        /// Takes both.
        public init(key: Key, value: Secret) {
            self.key = key
            self.value = value
        }
    }

    /// Keys that the destination lacks, by key.
    public var creates: [Write] = []
    /// Keys whose value differs, by key.
    public var updates: [Write] = []
    /// Managed keys that the source lacks, by key.
    public var deletes: [Key] = []
    /// Keys whose source value is empty, which Render cannot hold.
    public var skipped: [Key] = []
    /// How many keys already hold what they are to hold.
    public var unchanged = 0

    /// An empty plan.
    public init() {}

    /// The number of keys that change.
    public var changes: Int { creates.count + updates.count + deletes.count }

    /// Whether the destination is as the source says.
    public var isEmpty: Bool { changes == 0 }
}
