// SPDX-License-Identifier: MIT

import Foundation

/// A program while it runs; both its outputs are drained all the time.
public final class RunningProgram: Sendable {
    /// A socket in place of pipes.
    public enum Plug: Sendable {
        /// Standard input is this socket.
        case input(Int32)
        /// Standard input and output are both this socket, as inetd has it.
        case inputAndOutput(Int32)
    }

    /// What its standard output and standard error brought.
    public let output = OutputCollector()
    public let errors = OutputCollector()
    private let process = Process()
    private let ended = Ending()

    /// Starts a program that is found by PATH unless its name is a path. With an environment, it gets that and nothing
    /// else. `input` is written to its standard input, which is closed after it unless `keepsInputOpen`.
    public init(
        _ name: String, _ arguments: [String], environment: [String: String]? = nil, input: [UInt8] = [],
        keepsInputOpen: Bool = false, plug: Plug? = nil
    ) throws {
        let isPath = name.contains("/")
        process.executableURL = URL(filePath: isPath ? name : "/usr/bin/env")
        process.arguments = isPath ? arguments : [name] + arguments
        if let environment { process.environment = environment }
        process.terminationHandler = { [ended] process in
            // A death by a signal is told apart from an exit, as shells do.
            ended.set(process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
        }
        signal(SIGPIPE, SIG_IGN)
        let input = Data(input)
        let pipes = try Self.start(process, plug)
        output.drain(pipes.output.fileHandleForReading)
        errors.drain(pipes.errors.fileHandleForReading)
        let writing = pipes.input.fileHandleForWriting
        keptInput = keepsInputOpen ? writing : nil
        Thread.detachNewThread {
            try? writing.write(contentsOf: input)
            if !keepsInputOpen { try? writing.close() }
        }
    }

    private let keptInput: FileHandle?

    private static let starting = NSLock()

    /// One start at a time, and pipes that end with this process: a child that kept another's would keep it from
    /// seeing the end of its input.
    private static func start(
        _ process: Process, _ plug: Plug?
    ) throws -> (input: Pipe, output: Pipe, errors: Pipe) {
        starting.lock()
        defer { starting.unlock() }
        let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
        for pipe in [pipes.input, pipes.output, pipes.errors] {
            for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
                _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
        }
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = pipes.errors
        switch plug {
        case .input(let socket)?: process.standardInput = FileHandle(fileDescriptor: socket)
        case .inputAndOutput(let socket)?:
            process.standardInput = FileHandle(fileDescriptor: socket)
            process.standardOutput = FileHandle(fileDescriptor: socket)
            try pipes.output.fileHandleForWriting.close()
        case nil: break
        }
        try process.run()
        return pipes
    }

    /// The process's number.
    public var processID: Int32 { process.processIdentifier }

    /// Sends a signal.
    public func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end; the exit code, or 128 and the number of the signal that ended it.
    public func wait() async -> Int32 {
        let code = await ended.value()
        await output.waitForEnd()
        await errors.waitForEnd()
        return code
    }

    /// Sends a signal and waits for the end.
    public func stop(_ signal: Int32) async -> Int32 {
        send(signal)
        return await wait()
    }
}

/// The end of a process, waited for by any number of tasks.
private final class Ending: Sendable {
    private let state = Locked<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

    func set(_ code: Int32) {
        let waiters = state.withLock { state in
            state.code = code
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: code) }
    }

    func value() async -> Int32 {
        await withCheckedContinuation { continuation in
            let code = state.withLock { state in
                if state.code == nil { state.waiters.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }
}
