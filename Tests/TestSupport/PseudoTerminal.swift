// SPDX-License-Identifier: MIT

import Foundation

/// A terminal that a test sits at: what the program writes to it is kept, and what is typed reaches the program.
package final class PseudoTerminal: Sendable {
    /// The keys that end the input and interrupt.
    package static let (controlC, controlD) = ("\u{3}", "\u{4}")

    /// Everything that is shown, the echo of what is typed included, with its control characters.
    package let output = OutputCollector()
    /// The program's side.
    let device: String
    private let controller: Int32
    /// Open until the program has opened it: else its end would be seen before its beginning.
    private let kept: Int32

    package init(columns: UInt16 = 80) throws {
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (lock, number): (Int32, Int32) = (0, 0)
        guard controller >= 0, ioctl(controller, Self.setLock, &lock) == 0,
            ioctl(controller, Self.getNumber, &number) == 0,
            ioctl(controller, UInt(TIOCSWINSZ), &size) == 0
        else { throw RunningProgram.StartError(name: "/dev/ptmx", code: errno) }
        device = "/dev/pts/\(number)"
        kept = open(device, O_RDWR | O_NOCTTY | O_CLOEXEC)
    }

    /// TIOCSPTLCK and TIOCGPTN, which Swift does not import.
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    deinit { close(controller) }

    /// Types.
    package func type(_ text: String) {
        var bytes = Array(text.utf8)
        while !bytes.isEmpty {
            let count = write(controller, bytes, bytes.count)
            guard count > 0 else { return }
            bytes.removeFirst(count)
        }
    }

    /// Once the program has it.
    func begin() {
        output.drain(terminal: controller)
        close(kept)
    }
}

extension PseudoTerminal {
    /// What somebody would read in the end: each line as it was written over last, without colours.
    package var screen: String {
        var lines: [String] = []
        for line in output.text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let last = line.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false).last ?? ""
            lines.append(String(last.replacing(#/\u{1B}\[[0-9;]*[mK]/#, with: "")))
        }
        return lines.joined(separator: "\n")
    }

    /// Runs a program at a terminal to its end; `body` types.
    package static func run(
        _ name: String, _ arguments: [String], environment: [String: String], columns: UInt16 = 80,
        _ body: (PseudoTerminal, RunningProgram) async throws -> Void = { _, _ in }
    ) async throws -> (exitCode: Int32, terminal: PseudoTerminal) {
        let terminal = try PseudoTerminal(columns: columns)
        let program = try RunningProgram(name, arguments, environment: environment, plug: .terminal(terminal))
        do {
            try await body(terminal, program)
        } catch {
            _ = await program.stop(SIGKILL)
            throw error
        }
        let exitCode = await program.wait()
        await terminal.output.waitForEnd()
        Canaries.search(terminal.output, for: Canaries.planted.union(Canaries.credentials(of: environment)), of: name)
        return (exitCode, terminal)
    }
}
