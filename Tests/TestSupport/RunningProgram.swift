// SPDX-License-Identifier: MIT

import Foundation
import NIOConcurrencyHelpers
import SyncCore

/// A program while it runs; both its outputs are drained all the time.
///
/// Made with posix_spawn: Foundation's `Process` hands descriptors of one child on to another that is started at the
/// same time, which then keeps the first from seeing the end of its input.
package final class RunningProgram: Sendable {
    /// A socket in place of pipes. The program gets a descriptor of its own for it.
    package enum Plug: Sendable {
        /// Standard input is this socket.
        case input(Int32)
        /// Standard input and output are both this socket, as inetd has it.
        case inputAndOutput(Int32)
        /// Every stream is this terminal, and keys such as Ctrl-C reach the program.
        case terminal(PseudoTerminal)
    }

    /// What its standard output and standard error brought.
    package let output = OutputCollector()
    package let errors = OutputCollector()
    /// The process's number.
    package let processID: Int32
    private let ended = Ending()
    private let keptInput: FileHandle?
    private let name: String
    private let canaries: Set<String>

    /// The program could not be started.
    package struct StartError: Error {
        package let name: String
        package let code: Int32
    }

    /// Starts a program that is found by PATH unless its name is a path. With an environment, it gets that and nothing
    /// else. `input` is written to its standard input, which is closed after it unless `keepsInputOpen`.
    package init(
        _ name: String, _ arguments: [String], environment: [String: String]? = nil, input: [UInt8] = [],
        keepsInputOpen: Bool = false, plug: Plug? = nil
    ) throws {
        signal(SIGPIPE, SIG_IGN)
        let pipes: (input: Ends, output: Ends, errors: Ends)
        let own = ProcessInfo.processInfo.environment
        // Where a sanitizer is to report goes along, or a report in the program would be lost.
        let variables = (environment ?? own).merging(own.filter { $0.key.hasSuffix("SAN_OPTIONS") }) { given, _ in given
        }
        self.name = name
        canaries = Canaries.planted.union(Canaries.credentials(of: variables))
        (processID, pipes) = try Self.starting.withLock {
            let pipes = (input: try Ends(), output: try Ends(), errors: try Ends())
            defer { for end in [pipes.input.reading, pipes.output.writing, pipes.errors.writing] { close(end) } }
            var streams = [pipes.input.reading, pipes.output.writing, pipes.errors.writing]
            switch plug {
            case .input(let socket)?: streams[0] = socket
            case .inputAndOutput(let socket)?: (streams[0], streams[1]) = (socket, socket)
            case .terminal, nil: break
            }
            guard case .terminal(let terminal)? = plug else {
                return (try Self.spawn(name, arguments, variables, streams), pipes)
            }
            defer { terminal.begin() }
            return (try Self.spawn(name, arguments, variables, streams, on: terminal.device), pipes)
        }
        output.drain(FileHandle(fileDescriptor: pipes.output.reading, closeOnDealloc: true))
        errors.drain(FileHandle(fileDescriptor: pipes.errors.reading, closeOnDealloc: true))
        let writing = FileHandle(fileDescriptor: pipes.input.writing, closeOnDealloc: true)
        keptInput = keepsInputOpen ? writing : nil
        Thread.detachNewThread {
            try? writing.write(contentsOf: Data(input))
            if !keepsInputOpen { try? writing.close() }
        }
        Thread.detachNewThread { [ended, processID] in ended.set(Self.waitForEnd(of: processID)) }
    }

    /// Sends a signal.
    package func send(_ signal: Int32) {
        kill(processID, signal)
    }

    /// Waits for the end; the exit code, or 128 and the number of the signal that ended it. Fails the test when an
    /// output shows a secret.
    package func wait() async -> Int32 {
        let code = await ended.value()
        for stream in [output, errors] {
            await stream.waitForEnd()
            Canaries.search(stream, for: canaries, of: name)
        }
        return code
    }

    /// Sends a signal and waits for the end.
    package func stop(_ signal: Int32) async -> Int32 {
        send(signal)
        return await wait()
    }

    /// Runs the body while no program is being started. A file that is written meanwhile is inherited by no child: one
    /// that holds a script open for writing keeps everybody from executing it (ETXTBSY).
    package static func whileNoneStarts<Result>(_ body: () throws -> Result) rethrows -> Result {
        try starting.withLock(body)
    }

    // MARK: The system's side

    /// One start at a time: no child is forked between the making of a pipe and its being marked.
    private static let starting = NSLock()

    /// A pipe that no child inherits but for the end that becomes one of its standard streams.
    private struct Ends {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw StartError(name: "pipe", code: errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }
    }

    /// Starts the program with these descriptors as its standard streams.
    private static func spawn(
        _ name: String, _ arguments: [String], _ environment: [String: String], _ streams: [Int32],
        on terminal: String? = nil
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            if let terminal {
                // The first that the leader of a session opens becomes its own.
                posix_spawn_file_actions_addopen(&actions, Int32(number), terminal, O_RDWR, 0)
            } else {
                posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
            }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The child gets signals as a shell would hand them over, whatever the tests ignore or block.
        var (every, none) = (sigset_t(), sigset_t())
        sigfillset(&every)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &every)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID, which Swift does not import.
        let session: Int16 = terminal == nil ? 0 : 0x80
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | session)
        var argv = ([name] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var processID = pid_t()
        keepDescriptorsToThisProcess()
        let code = posix_spawnp(&processID, name, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw StartError(name: name, code: code) }
        return processID
    }

    /// A child that kept a server's socket would keep its port open after the server's end.
    private static func keepDescriptorsToThisProcess() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > 2 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func waitForEnd(of processID: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// The end of a process, waited for by any number of tasks.
private final class Ending: Sendable {
    private let state = NIOLockedValueBox<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

    func set(_ code: Int32) {
        let waiters = state.withLockedValue { state in
            state.code = code
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: code) }
    }

    func value() async -> Int32 {
        await withCheckedContinuation { continuation in
            let code = state.withLockedValue { state in
                if state.code == nil { state.waiters.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }
}
