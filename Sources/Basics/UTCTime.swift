// SPDX-License-Identifier: MIT

/// A moment as calendar and clock show it in UTC. Reads and writes the fixed places of the forms that protocols use:
/// Foundation's formatters set up a calendar first, which takes longer than to verify a delivery.
struct UTCTime {
    var (year, month, day) = (1970, 1, 1)
    var (hour, minute, second, millisecond) = (0, 0, 0, 0)
    /// Counted from Sunday, which is 0. Not looked at by `moment`.
    private(set) var weekday = 4

    init() {}

    /// The years begin with March here, so that a leap day is a year's last. Proleptic Gregorian calendar.
    init(_ moment: Moment) {
        let (seconds, milliseconds) = Self.divide(Int(moment.milliseconds), by: 1000)
        let (days, secondOfDay) = Self.divide(seconds, by: 86_400)
        let (era, dayOfEra) = Self.divide(days + Self.daysFromMarchOfYear0, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
        millisecond = milliseconds
        weekday = Self.divide(days + 4, by: 7).remainder
    }

    /// Nil where there is no such day or time; a leap second is the next minute's first.
    var moment: Moment? {
        guard 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 61 else { return nil }
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear
        let seconds = ((days - Self.daysFromMarchOfYear0) * 24 + hour) * 3600 + minute * 60 + second
        return Moment(milliseconds: Int64(seconds * 1000 + millisecond))
    }

    /// From 0000-03-01 to 1970-01-01.
    private static let daysFromMarchOfYear0 = 719_468

    /// Rounds down, unlike `/`.
    private static func divide(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number that these digits make; nil for anything else.
    func number(at places: Range<Int>) -> Int? {
        var number = 0
        for byte in self[places] {
            guard ASCII.isDigit(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes the number's last digits.
    func write(_ number: Int, at places: Range<Int>) {
        var rest = number
        for place in places.reversed() {
            self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    func write(_ name: String, at place: Int) {
        for (index, byte) in name.utf8.enumerated() { self[place + index] = byte }
    }
}
