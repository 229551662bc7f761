// SPDX-License-Identifier: MIT

import Basics
import Configuration
import Glibc
import NIOConcurrencyHelpers
import Setup

/// Where the variables go: to a file, or to standard output. A new key does not go to a terminal, which keeps what it
/// showed: there it goes to a file.
struct VariablesOutput: VariablesSink {
    private static let usualFile = "render-sync.env"

    private let format: VariableFormat
    private let isForced: Bool
    private let isJSON: Bool
    private let dialogue: any Dialogue
    private let state: NIOLockedValueBox<State>

    private struct State {
        /// The file, once it is known.
        var path: String?
        var text = ""
        var isPrepared = false
    }

    init(path: String?, isForced: Bool, format: VariableFormat, isJSON: Bool, dialogue: any Dialogue) {
        self.isForced = isForced
        self.format = format
        self.isJSON = isJSON
        self.dialogue = dialogue
        state = NIOLockedValueBox(State(path: path))
    }

    func prepare(_ variables: VariableFile) throws(SetupFailure) {
        let hasSecret = variables.variables.contains(where: \.isSecret)
        var path = state.withLockedValue(\.path)
        if path == nil, hasSecret, !isJSON, isatty(STDOUT_FILENO) == 1 { path = try askForFile() }
        let text = variables.text(format)
        state.withLockedValue { state in
            state.path = path
            state.text = text
        }
        guard let path else { return }
        let file = PrivateFile(path: path)
        if file.exists, !isForced {
            // Nothing new: what is there was written by an earlier run.
            if !hasSecret {
                dialogue.say("note         \(SafeText.clean(path)) is there and stays as it is: --force replaces it")
                return
            }
            throw Messages.fileExists(path)
        }
        do throws(PrivateFile.Fault) {
            try file.write(Array(text.utf8))
            state.withLockedValue { $0.isPrepared = true }
        } catch {
            throw Messages.unwritable(path, error)
        }
    }

    func commit() throws(SetupFailure) {
        let state = state.withLockedValue { $0 }
        guard let path = state.path else {
            guard !isJSON else { return }
            do throws(CommandFailure) {
                return try Output.write(state.text)
            } catch {
                throw SetupFailure(.output, error.messages.joined(separator: "; "))
            }
        }
        guard state.isPrepared else { return }
        do throws(PrivateFile.Fault) {
            try PrivateFile(path: path).commit(replacing: isForced)
            dialogue.say("variables    in \(SafeText.clean(path)), which its owner alone can read")
        } catch {
            throw Messages.unwritable(path, error)
        }
    }

    func discard() {
        let state = state.withLockedValue { $0 }
        if let path = state.path, state.isPrepared { PrivateFile(path: path).discard() }
    }

    private func askForFile() throws(SetupFailure) -> String {
        guard dialogue.canAsk else { throw SetupFailure(.usage, Messages.sayOutputFile) }
        while let line = dialogue.ask("a new file for the variables [\(Self.usualFile)]: ")?.trimmingSpaces() {
            let path = line.isEmpty ? Self.usualFile : line
            guard PrivateFile(path: path).exists, !isForced else { return path }
            dialogue.say("  \(SafeText.clean(path)) is there already")
        }
        throw SetupFailure(.usage, Messages.sayOutputFile)
    }
}
