// SPDX-License-Identifier: MIT

import Basics
import Testing

@Suite struct HexadecimalTests {
    @Test(
        arguments: [
            ("", []), ("00ff", [0x00, 0xFF]), ("0aF9", [0x0A, 0xF9]), ("0", nil), ("0g", nil), ("+1", nil), ("zz", nil),
        ] as [(String, [UInt8]?)])
    func anEvenNumberOfDigitsOfEitherCaseIsBytes(text: String, bytes: [UInt8]?) {
        #expect(Hexadecimal.bytes(Array(text.utf8)[...]) == bytes)
    }

    @Test func bytesAreTwoDigitsEachInLowerCase() {
        #expect(Hexadecimal.text([0x00, 0x0A, 0xFF]) == "000aff")
    }
}
