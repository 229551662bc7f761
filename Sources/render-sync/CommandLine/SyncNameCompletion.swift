// SPDX-License-Identifier: MIT

import Configuration

/// The configured syncs, for a shell that completes a command line.
enum SyncNameCompletion {
    /// Asked for by the completion scripts: the words of the command line so far, which may name files of variables.
    @Sendable static func names(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
        let environment = ProcessEnvironment.read(files(in: words))
        // A shell would split such a name, and so it could not be typed by completing it.
        return SyncNames.configured(in: environment).filter { !$0.contains { $0.isWhitespace || $0 == ":" } }
    }

    private static func files(in words: [String]) -> [String] {
        let option = "--env-file"
        var files: [String] = []
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == option, !next.isEmpty { files.append(next) }
            if word.hasPrefix("\(option)=") { files.append(String(word.dropFirst(option.count + 1))) }
        }
        return files
    }
}
