// SPDX-License-Identifier: MIT

import FoundationEssentials

/// A moment on somebody's wall clock.
package struct Moment: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970.
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads ISO 8601 as APIs write it; nil for anything else.
    package init?(iso8601 text: String) {
        if let milliseconds = Self.milliseconds(utc: text) {
            self.milliseconds = milliseconds
            return
        }
        let date = [true, false].lazy
            .compactMap { try? Date.ISO8601FormatStyle(includingFractionalSeconds: $0).parse(text) }.first
        guard let date else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// From `earlier` to `later`.
    package static func - (later: Moment, earlier: Moment) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }

    /// The one form that JavaScript writes, `2026-01-02T03:04:05.678Z`. A list holds hundreds of them, and Foundation
    /// takes longer to read one than the list's reader takes for the whole secret.
    private static func milliseconds(utc text: String) -> Int64? {
        let form: StaticString = "0000-00-00T00:00:00.000Z"
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == form.utf8CodeUnitCount else { return nil }
            let isOfForm = form.withUTF8Buffer { form in
                zip(bytes, form).allSatisfy { byte, mark in
                    mark == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == mark
                }
            }
            guard isOfForm else { return nil }
            func number(_ range: Range<Int>) -> Int64 {
                bytes[range].reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
            }
            let (month, day) = (number(5..<7), number(8..<10))
            let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
            guard 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 61 else { return nil }
            let seconds = (days(number(0..<4), month, day) * 24 + hour) * 3600 + minute * 60 + second
            return seconds * 1000 + number(20..<23)
        }
    }

    /// Days since 1970 in the Gregorian calendar: years begin with March, so that a leap day is a year's last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
