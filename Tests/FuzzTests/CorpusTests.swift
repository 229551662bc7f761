// SPDX-License-Identifier: MIT

import Foundation
import FuzzTargets
import Testing

/// Every input that a fuzz target has been taught is fed again.
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/Corpus")

    @Test(arguments: FuzzTarget.allCases)
    func takesEveryInputOfItsCorpus(_ target: FuzzTarget) throws {
        let folder = Self.corpus.appending(path: target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        try #require(!files.isEmpty)
        for file in files { target.feed(Array(try Data(contentsOf: file))) }
    }
}
