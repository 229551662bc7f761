// SPDX-License-Identifier: MIT

import Glibc

/// Standard input and output: files, pipes, or the one socket that inetd puts on both.
package struct StandardStream: Sendable {
    /// What a read brought.
    package enum Chunk: Equatable {
        case bytes([UInt8])
        case end
        case tooSlow
        /// The system's number of the error.
        case failed(Int32)
    }

    /// Written at once: as much as a pipe or socket that is ready takes without blocking, in bytes.
    private static let pieceSize = 4096
    /// How long a reader may take for one piece, in milliseconds.
    private static let writePatience: Int32 = 20_000

    private let input: Int32
    private let output: Int32

    /// Takes the descriptors, for tests too.
    package init(input: Int32 = 0, output: Int32 = 1) {
        self.input = input
        self.output = output
    }

    /// Whether the input is a socket: then the client speaks HTTP, and reads the response from it.
    package var isSocket: Bool {
        var status = stat()
        return fstat(input, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    /// Reads what is there, waiting no longer than `milliseconds` for it.
    package func read(atMost count: Int = 1 << 16, within milliseconds: Int64) -> Chunk {
        var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        let ready = poll(&descriptor, 1, Int32(clamping: max(0, milliseconds)))
        if ready == 0 { return .tooSlow }
        if ready < 0 { return errno == EINTR ? .bytes([]) : .failed(errno) }
        var fault: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let got = Glibc.read(input, buffer.baseAddress, count)
            if got < 0 { fault = errno }
            initialized = max(0, got)
        }
        switch fault {
        case 0: return bytes.isEmpty ? .end : .bytes(bytes)
        // A descriptor that another process made non-blocking may have nothing after all.
        case EINTR, EAGAIN: return .bytes([])
        default: return .failed(fault)
        }
    }

    /// Why an input could not be read whole.
    package enum ReadFailure: Error, Equatable {
        /// It is over the bound, in bytes.
        case tooLarge(bound: Int)
        /// The system's number of the error.
        case system(Int32)

        package var message: String {
            switch self {
            case .tooLarge(let bound): "it is larger than \(bound >> 20) MiB"
            case .system(let code): String(cString: strerror(code)).lowercased()
            }
        }
    }

    /// Everything up to the end of the input, if that is no more than the bound, in bytes.
    package func readAll(atMost bound: Int) throws(ReadFailure) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            switch read(within: Int64(Int32.max)) {
            case .bytes(let bytes): all += bytes
            case .tooSlow: continue
            case .end: return all
            case .failed(let code): throw .system(code)
            }
            guard all.count <= bound else { throw .tooLarge(bound: bound) }
        }
    }

    /// Why something could not be written.
    package struct WriteFailure: Error, Sendable, Equatable {
        /// The system's number for it.
        package let code: Int32

        /// Whether there is nobody any more to read it.
        package var isReaderGone: Bool { code == EPIPE || code == ECONNRESET || code == ETIMEDOUT }
        /// Whether the parent closed it: nobody wants to read it.
        package var isClosed: Bool { code == EBADF }

        package var message: String { String(cString: strerror(code)).lowercased() }
    }

    /// Writes everything; a reader that has gone away, or takes nothing for long, ends it. The process must ignore
    /// SIGPIPE. Gives what kept it from writing.
    @discardableResult package func write(_ bytes: [UInt8]) -> WriteFailure? {
        var rest = bytes[...]
        while !rest.isEmpty {
            var descriptor = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&descriptor, 1, Self.writePatience)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return WriteFailure(code: ready == 0 ? ETIMEDOUT : errno) }
            let written = rest.prefix(Self.pieceSize).withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            guard written > 0 else { return WriteFailure(code: errno) }
            rest = rest.dropFirst(written)
        }
        return nil
    }

    /// Says that nothing more will come, and reads what the client still sends, within bounds: closing a socket with
    /// unread bytes resets the connection, and the client may lose the response.
    package func drain(bytes: Int = 16 << 20, milliseconds: Int64 = 2000, uptime: () -> Int64) {
        // For a pipe or a file this is an error that changes nothing.
        _ = shutdown(output, Int32(SHUT_WR))
        let end = uptime() + milliseconds
        var left = bytes
        while left > 0, case .bytes(let chunk) = read(within: end - uptime()) { left -= max(1, chunk.count) }
    }
}
