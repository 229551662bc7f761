// SPDX-License-Identifier: MIT

import Foundation
import Glibc
import Testing
@testable import Basics

@Suite struct StandardStreamTests {
    private struct NoPipe: Error {}

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw NoPipe() }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    @Test func whatCannotBeReadIsNotTheEndOfTheInput() {
        let folder = open("/", O_RDONLY | O_CLOEXEC)
        defer { close(folder) }
        #expect(StandardStream(input: folder).read(within: 1000) == .failed(EISDIR))
        #expect(throws: StandardStream.ReadFailure.system(EISDIR)) {
            try StandardStream(input: folder).readAll(atMost: 10)
        }
    }

    @Test func anInputIsReadUpToItsBound() throws {
        let (read, write) = try Self.pipe()
        defer { close(read) }
        _ = Glibc.write(write, "12345", 5)
        #expect(throws: StandardStream.ReadFailure.tooLarge(bound: 4)) {
            try StandardStream(input: read).readAll(atMost: 4)
        }
        _ = Glibc.write(write, "1234", 4)
        close(write)
        #expect(try StandardStream(input: read).readAll(atMost: 4) == Array("1234".utf8))
    }

    /// Another process may have made the descriptor non-blocking: "nothing yet" is not the end.
    @Test func aDescriptorThatDoesNotBlockIsReadToItsEnd() async throws {
        let (read, write) = try Self.pipe()
        defer { close(read) }
        _ = fcntl(read, F_SETFL, O_NONBLOCK)
        let stream = StandardStream(input: read, output: -1)
        #expect(stream.read(within: 0) == .tooSlow)
        _ = Glibc.write(write, "{}", 2)
        #expect(stream.read(within: 1000) == .bytes(Array("{}".utf8)))
        close(write)
        #expect(stream.read(within: 1000) == .end)
    }

    /// More than a pipe holds, to a reader that is slower than the writer and does not let it block.
    @Test func anAnswerLargerThanThePipeIsWrittenWhole() async throws {
        let (read, write) = try Self.pipe()
        _ = fcntl(write, F_SETFL, O_NONBLOCK)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        Thread.detachNewThread {
            StandardStream(input: -1, output: write).write(bytes)
            close(write)
        }
        let text = try FileHandle(fileDescriptor: read, closeOnDealloc: true).readToEnd()
        #expect(text.map(Array.init) == bytes)
    }
}
