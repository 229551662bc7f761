// SPDX-License-Identifier: MIT

import Basics

/// A response as it comes in, within its bounds. Each `take` gives what libcurl expects: the number of bytes taken, or
/// another one to end the transfer.
struct CurlResponse {
    /// The most bytes of a success.
    let bound: Int
    private(set) var headers: [String: String] = [:]
    private(set) var body: [UInt8] = []
    /// Whether an error's body was longer than what is kept of it.
    private(set) var isCut = false
    private(set) var isOverBound = false
    private var headerBytes = 0

    init(bound: Int) {
        self.bound = bound
    }

    mutating func take(header line: UnsafeRawBufferPointer) -> Int {
        headerBytes += line.count
        guard headerBytes <= CurlOptions.headerBound else {
            isOverBound = true
            return 0
        }
        if line.starts(with: "HTTP/".utf8) {
            // A further response begins, after an interim one.
            headers = [:]
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = line[..<colon].map(ASCII.lowercased)
            // RFC 9112 5: white space around a value is no part of it.
            headers[String(decoding: name, as: UTF8.self)] =
                String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingSpaces()
        }
        return line.count
    }

    mutating func take(body bytes: UnsafeRawBufferPointer, isSuccess: Bool) -> Int {
        let bound = isSuccess ? bound : CurlOptions.errorBound
        let length = headers["content-length"].flatMap(WholeNumber.read) ?? 0
        guard !isSuccess || (length <= bound && body.count + bytes.count <= bound) else {
            isOverBound = true
            return 0
        }
        if body.isEmpty { body.reserveCapacity(min(length, bound)) }
        let kept = bytes.prefix(bound - body.count)
        body.append(contentsOf: kept)
        isCut = kept.count < bytes.count
        // Fewer than came ends the transfer.
        return kept.count
    }
}
