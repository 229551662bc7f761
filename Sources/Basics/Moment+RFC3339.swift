// SPDX-License-Identifier: MIT

import FoundationEssentials

extension Moment {
    /// The form that JavaScript writes, and the log.
    private static let form: StaticString = "0000-00-00T00:00:00.000Z"

    /// Reads a moment as RFC 3339 writes it, with or without a fraction of a second; nil for anything else.
    package init?(rfc3339 text: String) {
        // Longer texts are none, and cost Foundation more time than they are worth.
        guard text.utf8.count <= 64 else { return nil }
        if let moment = Self.ofForm(text) {
            self = moment
            return
        }
        let date = [true, false].lazy.compactMap { hasFraction in
            try? Date.ISO8601FormatStyle(timeZoneSeparator: .colon, includingFractionalSeconds: hasFraction).parse(text)
        }.first
        guard let date else { return nil }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// `2026-01-02T03:04:05.678Z`
    package var rfc3339: String {
        let time = UTCTime(self)
        return String(unsafeUninitializedCapacity: Self.form.utf8CodeUnitCount) { text in
            _ = text.initialize(from: UnsafeBufferPointer(start: Self.form.utf8Start, count: text.count))
            text.write(time.year, at: 0..<4)
            text.write(time.month, at: 5..<7)
            text.write(time.day, at: 8..<10)
            text.write(time.hour, at: 11..<13)
            text.write(time.minute, at: 14..<16)
            text.write(time.second, at: 17..<19)
            text.write(time.millisecond, at: 20..<23)
            return text.count
        }
    }

    /// A list holds hundreds of moments of this one form, and Foundation takes longer to read one than the list's reader
    /// takes for the whole secret.
    private static func ofForm(_ text: String) -> Moment? {
        var text = text
        return text.withUTF8 { text in
            guard text.count == form.utf8CodeUnitCount else { return nil }
            let hasMarks = form.withUTF8Buffer { form in
                zip(text, form).allSatisfy { byte, mark in mark == UInt8(ascii: "0") || mark == byte }
            }
            guard hasMarks, let year = text.number(at: 0..<4), let month = text.number(at: 5..<7),
                let day = text.number(at: 8..<10), let hour = text.number(at: 11..<13),
                let minute = text.number(at: 14..<16), let second = text.number(at: 17..<19),
                let millisecond = text.number(at: 20..<23)
            else { return nil }
            var time = UTCTime()
            (time.year, time.month, time.day) = (year, month, day)
            (time.hour, time.minute, time.second, time.millisecond) = (hour, minute, second, millisecond)
            return time.moment
        }
    }
}
