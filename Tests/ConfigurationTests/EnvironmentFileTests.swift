// SPDX-License-Identifier: MIT

import Configuration
import SyncCore
import Testing

/// Variables in a file, as Docker Compose reads them.
struct EnvironmentFileTests {
    @Test(
        arguments: [
            ("A=1", "1"), ("A = 1 ", "1"), ("export A=1", "1"), ("  A=1\r\n", "1"), ("\u{FEFF}A=1", "1"),
            ("# comment\n\nA=1 # comment", "1"), ("A=1#2", "1#2"), ("A=#1", "#1"), ("A= # nothing", ""), ("A=", ""),
            ("A=b=c", "b=c"), ("A=1\nA=2", "2"), ("A=exported\nexport=3", "exported"), ("A=it's", "it's"),
            // Single quotes take everything as it stands, over several lines.
            ("A='1 # $B ${B} \\n'", "1 # $B ${B} \\n"), (#"A='it\'s'"#, "it's"), (#"A='it'\''s'"#, "it's"),
            ("A='{\n \"b\": 1\n}' # c", "{\n \"b\": 1\n}"),
            // Double quotes know escapes.
            (#"A="1 # 2""#, "1 # 2"), (#"A="a\nb\tc\\\"\$d""#, "a\nb\tc\\\"$d"), (#"A="\d""#, #"\d"#),
            (#"A="{\"b\": 1}""#, #"{"b": 1}"#), ("A=\"1\n2\"", "1\n2"),
            // Variables.
            ("B=x\nA=${B}y$B", "xyx"), ("B=x\nA=\"$B\"", "x"), ("A=${HOME}", "/root"), ("A=${C:-d}${C-e}", "de"),
            ("A=a$$b", "a$b"), ("A=cost$5$", "cost$5$"),
        ] as [(text: String, value: String)])
    func isRead(file: (text: String, value: String)) {
        let read = EnvironmentFile(file.text, path: "f", outer: ["HOME": "/root"])
        #expect(read.variables["A"] == file.value)
        #expect(read.problems == [])
    }

    @Test(
        arguments: [
            ("A=1\nsecret", "f:2: expected NAME=value"), ("A=1\n\n  s ecret=1", "f:3: expected a name"),
            ("=secret", "f:1: expected a name"), ("1A=secret", "f:1: expected a name"),
            ("A='secret\nB=1", "f:1: the value's quotation mark in line 1 is never closed"),
            (#"A="secret" secret"#, "f:1: text after the closing quotation mark"),
            ("A=secret$secret", "f:1: $ names a variable that is not set"), ("A=${secret", "f:1: ${ without }"),
            ("A=${secret:?x}", "f:1: $ names a variable that is not set"),
        ] as [(text: String, problem: String)])
    func namesFileAndLineAndNoValue(file: (text: String, problem: String)) throws {
        let problems = EnvironmentFile(file.text, path: "f").problems
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.description.hasPrefix(file.problem))
        #expect(!problem.description.contains("secret"))
    }

    @Test func goesOnAfterALineThatIsWrong() {
        let file = EnvironmentFile("A=1\nwrong\nB=2\n=\nC=3", path: "f")
        #expect(file.variables == ["A": "1", "B": "2", "C": "3"])
        #expect(file.problems.map(\.variable) == ["f:2", "f:4"])
    }

    @Test func laterFilesAndTheEnvironmentWin() {
        let files = ["a": "X=a\nY=a\nZ=a", "b": "Y=b\nZ=b\nW=${X}"]
        let environment = Environment(["Z": ""], files: ["a", "b"], readFile: { _ in .failure(.missing) }) {
            .success(files[$0] ?? "")
        }
        #expect(environment.variables == ["X": "a", "Y": "b", "Z": "", "W": "a"])
    }

    @Test func aFileThatCannotBeReadIsTheOnlyProblem() {
        let environment = Environment([:], files: ["none"], readFile: { _ in .failure(.missing) }) { _ in
            .failure(.missing)
        }
        guard case .failure(let error) = ConfigurationLoader(environment).result else {
            Issue.record("accepted")
            return
        }
        #expect(error.problems.map(\.description) == ["none: no such file"])
    }
}
