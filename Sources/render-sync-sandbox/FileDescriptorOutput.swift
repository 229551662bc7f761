// SPDX-License-Identifier: MIT

import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writing to standard output without a buffer, so that a reader at the other end of a pipe sees it at once.
enum FileDescriptorOutput {
    struct Failure: Error {
        var errno: Int32
    }

    static func write(_ data: Data) throws {
        var rest = Array(data)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
                #elseif canImport(Musl)
                Musl.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
                #else
                Darwin.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
                #endif
            }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw Failure(errno: errno) }
            rest = rest.dropFirst(written)
        }
    }
}
