// SPDX-License-Identifier: MIT

extension Moment {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT`; nil for any other form (RFC 9110 5.6.7: the one
    /// that servers may send).
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            1970...9999 ~= year, let month = Self.months.firstIndex(of: String(parts[2]))
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, clock.allSatisfy({ $0 >= 0 }) else { return nil }
        var time = UTCTime()
        (time.year, time.month, time.day) = (year, month + 1, day)
        (time.hour, time.minute, time.second) = (clock[0], clock[1], clock[2])
        guard let moment = time.moment else { return nil }
        self = moment
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    package var httpDate: String {
        let form: StaticString = "Sun, 00 Jan 0000 00:00:00 GMT"
        let time = UTCTime(self)
        return String(unsafeUninitializedCapacity: form.utf8CodeUnitCount) { text in
            _ = text.initialize(from: UnsafeBufferPointer(start: form.utf8Start, count: text.count))
            text.write(Self.weekdays[time.weekday], at: 0)
            text.write(time.day, at: 5..<7)
            text.write(Self.months[time.month - 1], at: 8)
            text.write(time.year, at: 12..<16)
            text.write(time.hour, at: 17..<19)
            text.write(time.minute, at: 20..<22)
            text.write(time.second, at: 23..<25)
            return text.count
        }
    }
}
