// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import Basics

/// Bytes that a client should never send, and what becomes of them.
struct HostileRequest: Sendable, CustomTestStringConvertible {
    /// Which rule it breaks.
    var name: String
    var bytes: [UInt8]
    var verdict: Verdict

    var testDescription: String { name }

    init(_ name: String, _ text: String, verdict: Verdict = .malformed) {
        self.name = name
        bytes = Array(text.utf8)
        self.verdict = verdict
    }

    /// A POST with these header lines, after Host, and this body.
    private init(_ name: String, lines: [String], body: String = "", verdict: Verdict = .malformed) {
        let head = (["POST / HTTP/1.1", "Host: h"] + lines).joined(separator: "\r\n")
        self.init(name, head + "\r\n\r\n" + body, verdict: verdict)
    }

    /// Two ends of one request: what RFC 9112 11.2 calls smuggling.
    static let smuggling: [HostileRequest] = [
        .init("two Content-Length", lines: ["Content-Length: 2", "Content-Length: 5"], body: "{}abc"),
        .init("the same Content-Length twice", lines: ["Content-Length: 2", "Content-Length: 2"], body: "{}"),
        .init("Content-Length as a list", lines: ["Content-Length: 2, 2"], body: "{}"),
        .init(
            "Content-Length, then Transfer-Encoding", lines: ["Content-Length: 2", "Transfer-Encoding: chunked"],
            body: "0\r\n\r\n"),
        .init(
            "Transfer-Encoding, then Content-Length", lines: ["Transfer-Encoding: chunked", "Content-Length: 2"],
            body: "0\r\n\r\n"),
        .init("Content-Length below zero", lines: ["Content-Length: -1"]),
        .init("Content-Length with a plus", lines: ["Content-Length: +2"], body: "{}"),
        .init("Content-Length in hexadecimal", lines: ["Content-Length: 0x2"], body: "{}"),
        .init("Content-Length with a fraction", lines: ["Content-Length: 2.0"], body: "{}"),
        .init("Content-Length with a space in it", lines: ["Content-Length: 1 1"], body: "{}"),
        .init("an empty Content-Length", lines: ["Content-Length:"], body: "{}"),
        .init("Content-Length beyond 64 bits", lines: ["Content-Length: 99999999999999999999"]),
        .init("Content-Length that wraps to 2", lines: ["Content-Length: 18446744073709551618"], body: "{}"),
        .init("Transfer-Encoding identity", lines: ["Transfer-Encoding: identity"], body: "{}"),
        .init("Transfer-Encoding gzip, chunked", lines: ["Transfer-Encoding: gzip, chunked"], body: "0\r\n\r\n"),
        .init("Transfer-Encoding chunked, gzip", lines: ["Transfer-Encoding: chunked, gzip"], body: "0\r\n\r\n"),
        .init("Transfer-Encoding chunked twice", lines: ["Transfer-Encoding: chunked, chunked"], body: "0\r\n\r\n"),
        .init(
            "two Transfer-Encoding", lines: ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
            body: "0\r\n\r\n"),
        .init("Transfer-Encoding xchunked", lines: ["Transfer-Encoding: xchunked"], body: "0\r\n\r\n"),
        .init("Transfer-Encoding with a vertical tab", lines: ["Transfer-Encoding: \u{0B}chunked"], body: "0\r\n\r\n"),
        .init("a space before the colon", lines: ["Transfer-Encoding : chunked"], body: "0\r\n\r\n"),
        .init("a space before Content-Length's colon", lines: ["Content-Length : 2"], body: "{}"),
        .init("a header that begins with a space", "POST / HTTP/1.1\r\n Host: h\r\n\r\n"),
        .init("a folded header", lines: ["X: a", " b"]),
        .init("a header folded with a tab", lines: ["X: a", "\tb"]),
        .init("a folded Transfer-Encoding", lines: ["Transfer-Encoding:", " chunked"], body: "0\r\n\r\n"),
        .init("two Host", lines: ["Host: other"]),
        .init("no Host", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        .init(
            "Transfer-Encoding in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        .init("a bare LF after the request line", "POST / HTTP/1.1\nHost: h\r\nContent-Length: 0\r\n\r\n"),
        .init("a bare LF after a header", "POST / HTTP/1.1\r\nHost: h\nContent-Length: 0\r\n\r\n"),
        .init("bare LFs everywhere", "POST / HTTP/1.1\nHost: h\nContent-Length: 0\n\n"),
        .init("a bare LF at the head's end", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\n"),
        .init("a bare CR in a header", lines: ["X: a\rContent-Length: 2"], body: "{}"),
        .init("a bare CR after a header", "POST / HTTP/1.1\r\nHost: h\rContent-Length: 0\r\n\r\n"),
    ]

    /// Chunks that are none.
    static let chunks: [HostileRequest] = [
        ("a chunk size that is no number", "xyz\r\n{}\r\n0\r\n\r\n"),
        ("an empty chunk size", "\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size below zero", "-2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size with a plus", "+2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size with 0x", "0x2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size with spaces before", " 2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size with spaces after", "2 \r\n{}\r\n0\r\n\r\n"),
        ("a chunk size beyond 64 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n"),
        ("a chunk size of 64 bits", "ffffffffffffffff0\r\n{}\r\n0\r\n\r\n"),
        ("a chunk longer than its size", "2\r\n{}x\r\n0\r\n\r\n"),
        ("a chunk shorter than its size", "3\r\n{}\r\n0\r\n\r\n"),
        ("a bare LF after a chunk size", "2\n{}\r\n0\r\n\r\n"),
        ("a bare LF after a chunk", "2\r\n{}\n0\r\n\r\n"),
        ("a bare LF at the end", "2\r\n{}\r\n0\r\n\n"),
        ("a bare CR after a chunk size", "2\r{}\r\n0\r\n\r\n"),
        ("a bare LF in a chunk extension", "2;a\nb\r\n{}\r\n0\r\n\r\n"),
        ("a NUL in a chunk extension", "2;a\0b\r\n{}\r\n0\r\n\r\n"),
        ("a trailer without a colon", "2\r\n{}\r\n0\r\nTrailer\r\n\r\n"),
        ("a trailer without a name", "2\r\n{}\r\n0\r\n: x\r\n\r\n"),
        ("a folded trailer", "2\r\n{}\r\n0\r\nX: a\r\n b\r\n\r\n"),
    ].map { .init($0.0, lines: ["Transfer-Encoding: chunked"], body: $0.1) }

    /// Heads that are none.
    static let heads: [HostileRequest] = [
        .init("a NUL in a header", lines: ["X: a\0b"]),
        .init("a NUL in a header's name", lines: ["X\0: a"]),
        .init("a control character in a header", lines: ["X: a\u{01}b"]),
        .init("a delete character in a header", lines: ["X: a\u{7F}b"]),
        .init("a header without a colon", lines: ["nonsense"]),
        .init("a header without a name", lines: [": x"]),
        .init("a header's name with a space", lines: ["X Y: a"]),
        .init("a header's name with a letter that is not ASCII", lines: ["Xé: a"]),
        .init("HTTP/0.9", "GET /healthz\r\n\r\n"),
        .init("HTTP/1.2", "GET /healthz HTTP/1.2\r\nHost: h\r\n\r\n"),
        .init("HTTP/2.0", "GET /healthz HTTP/2.0\r\nHost: h\r\n\r\n"),
        .init("HTTP/11", "GET /healthz HTTP/11\r\nHost: h\r\n\r\n"),
        .init("http/1.1", "GET /healthz http/1.1\r\nHost: h\r\n\r\n"),
        .init("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        .init("a TLS hello", "\u{16}\u{03}\u{01}\0\u{05}hello"),
        .init("an unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a method in lower case", "post / HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a tab after the method", "POST\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a space in the target", "POST /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a NUL in the target", "POST /a\0b HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a space after the version", "POST / HTTP/1.1 \r\nHost: h\r\n\r\n"),
        .init("no target", "POST HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("a header of 40 KiB", lines: ["X: " + String(repeating: "a", count: 40 << 10)]),
        .init("a header's name of 40 KiB", lines: [String(repeating: "a", count: 40 << 10) + ": x"]),
        .init("a target of 40 KiB", "POST /\(String(repeating: "a", count: 40 << 10)) HTTP/1.1\r\nHost: h\r\n\r\n"),
        .init("headers of 40 KiB together", lines: (0..<50).map { "X\($0): " + String(repeating: "a", count: 800) }),
        .init("101 headers", lines: (0..<100).map { "X\($0): a" }),
        .init(
            "101 trailers", lines: ["Transfer-Encoding: chunked"],
            body: "0\r\n" + (0..<101).map { "X\($0): a\r\n" }.joined() + "\r\n"),
        .init("a body over 1 MiB, declared", lines: ["Content-Length: 1048577"], verdict: .tooLarge),
        .init(
            "a body over 1 MiB, in chunks", lines: ["Transfer-Encoding: chunked"],
            body: "100001\r\n" + String(repeating: "a", count: 0x100001) + "\r\n0\r\n\r\n", verdict: .tooLarge),
        .init(
            "chunk extensions of 9 MiB", lines: ["Transfer-Encoding: chunked"],
            body: "2;" + String(repeating: "a", count: 9 << 20) + "\r\n{}\r\n0\r\n\r\n"),
    ]

    static let all = smuggling + chunks + heads
}
