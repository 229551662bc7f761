// SPDX-License-Identifier: MIT

/// Why the file that a variable names cannot be read.
package enum FileFault: Error, Sendable, Equatable, CaseIterable {
    case missing, forbidden, directory, special, tooLarge, notText, unreadable

    /// The largest file that is read, in bytes.
    package static let bound = 64 << 10

    package var message: String {
        switch self {
        case .missing: "no such file"
        case .forbidden: "permission denied"
        case .directory: "is a directory"
        // A FIFO would make the start wait for somebody to write.
        case .special: "is not a regular file"
        case .tooLarge: "larger than 64 KiB"
        case .notText: "not UTF-8"
        case .unreadable: "cannot be read"
        }
    }
}
