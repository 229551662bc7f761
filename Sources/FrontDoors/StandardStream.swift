// SPDX-License-Identifier: MIT

import Glibc

/// Standard input and output: files, pipes, or the one socket that inetd puts on both.
public struct StandardStream: Sendable {
    /// What a read brought.
    enum Chunk: Equatable {
        case bytes([UInt8])
        case end
        case tooSlow
    }

    private let input: Int32
    private let output: Int32

    /// Takes the descriptors, for tests too.
    public init(input: Int32 = 0, output: Int32 = 1) {
        self.input = input
        self.output = output
    }

    /// Reads what is there, waiting no longer than `milliseconds` for it.
    func read(atMost count: Int = 1 << 16, within milliseconds: Int64) -> Chunk {
        var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        let ready = poll(&descriptor, 1, Int32(clamping: max(0, milliseconds)))
        if ready == 0 { return .tooSlow }
        if ready < 0 { return errno == EINTR ? .bytes([]) : .end }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let got = Glibc.read(input, buffer.baseAddress, count)
            failed = got < 0 && errno == EINTR
            initialized = max(0, got)
        }
        return bytes.isEmpty && !failed ? .end : .bytes(bytes)
    }

    /// Everything up to the end of the input; nil when it is more than the bound, in bytes.
    public func readAll(atMost bound: Int) -> [UInt8]? {
        var all: [UInt8] = []
        while case .bytes(let bytes) = read(within: Int64(Int32.max)) {
            all += bytes
            if all.count > bound { return nil }
        }
        return all
    }

    /// Writes everything; a reader that has gone away ends it.
    public func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// Reads what the client still sends, within bounds, so that closing does not reset the connection before it has
    /// read the answer.
    func drain(bytes: Int = 16 << 20, milliseconds: Int64 = 2000, uptime: () -> Int64) {
        // Says that nothing more will come; a pipe or a file answers with an error that changes nothing.
        _ = shutdown(output, Int32(SHUT_WR))
        let end = uptime() + milliseconds
        var left = bytes
        while left > 0, case .bytes(let chunk) = read(within: end - uptime()) { left -= max(1, chunk.count) }
    }
}
