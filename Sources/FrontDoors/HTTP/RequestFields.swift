// SPDX-License-Identifier: MIT

import Basics
import NIOHTTP1
import SyncCore

/// The header fields that say where a request ends, and those that a delivery carries: read in one pass. Values are
/// compared as bytes: anybody can send them. Names are ASCII, the parser has seen to that.
struct RequestFields {
    /// Every value of the signature's header.
    private(set) var signatures: [String] = []
    /// Every value of the header that carries the signature of a CloudEvent.
    private(set) var eventSignatures: [String] = []
    /// Every value of the header that carries a CloudEvent's time.
    private(set) var eventTimes: [String] = []
    /// Whether the client waits for a `100 Continue`.
    private(set) var expectsContinue = false
    /// Whether the client wants to speak something else on this connection.
    private(set) var hasUpgrade = false
    private var hosts = 0
    private var lengths: [String] = []
    private var codings: [String] = []

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            switch name.lowercased() {
            case "host": hosts += 1
            case "content-length": lengths.append(Self.trimmed(value))
            case "transfer-encoding": codings.append(Self.trimmed(value))
            case SignatureHeader.name: signatures.append(Self.trimmed(value))
            case QueuedDelivery.signatureHeader: eventSignatures.append(Self.trimmed(value))
            case QueuedDelivery.timeHeader: eventTimes.append(Self.trimmed(value))
            case "expect": expectsContinue = expectsContinue || Self.list(value, has: "100-continue")
            case "upgrade": hasUpgrade = true
            default: break
            }
        }
    }

    /// The length that the client announces, in bytes; 0 where it announces none.
    var length: Int { lengths.first.flatMap(WholeNumber.read) ?? 0 }

    /// Whether nobody on the way can have seen another end of this request than we do. The parser has refused the rest
    /// of what RFC 9112 11.2 warns of.
    func isFramedPlainly(_ version: HTTPVersion) -> Bool {
        // RFC 9112 3.2: two Host headers are two opinions on where this was meant to go; HTTP/1.1 must have one.
        guard hosts == 1 || hosts == 0 && version == .http1_0 else { return false }
        guard lengths.count + codings.count <= 1 else { return false }
        guard lengths.allSatisfy({ WholeNumber.read($0) != nil }) else { return false }
        // RFC 9112 6.1: HTTP/1.0 has no codings; another coding than chunked would have to be undone.
        return codings.allSatisfy { ASCII.isSame($0, "chunked") && version == .http1_1 }
    }

    /// Without the white space around it (RFC 9112 5.1), which the parser leaves.
    private static func trimmed(_ value: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = value.utf8.first, let last = value.utf8.last, isSpace(first) || isSpace(last) else {
            return value
        }
        let start = value.utf8.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex
        return String(value[start.startIndex..<end])
    }

    /// Whether a list has a member, which is in lower case (RFC 9110 5.6.1).
    private static func list(_ value: String, has member: String) -> Bool {
        value.utf8.split(separator: UInt8(ascii: ",")).contains {
            ASCII.isSame(trimmed(String(decoding: $0, as: UTF8.self)), member)
        }
    }
}
