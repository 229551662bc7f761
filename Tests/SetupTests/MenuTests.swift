// SPDX-License-Identifier: MIT

import Testing
@testable import Setup

@Suite struct MenuTests {
    private static var menu: Menu<(String, String)> {
        Menu(
            [("p1", "Shop"), ("p2", "shop"), ("3", "Third"), ("p4", "Shop Worker"), ("p5", "Twin"), ("p6", "Twin")],
            name: \.1, ids: { [$0.0] })
    }

    private func pick(_ text: String, byNumber: Bool = false) -> String? {
        if case .one(let entry) = Self.menu.pick(text, byNumber: byNumber) { entry.item.0 } else { nil }
    }

    @Test func anIdOrANameIsPicked() {
        #expect(pick("p4") == "p4")
        #expect(pick("Shop") == "p1")
        #expect(pick("SHOP WORKER") == "p4")
    }

    @Test func aNumberIsPickedOnlyFromTheMenuAndAfterAnId() {
        #expect(pick("4", byNumber: true) == "p4")
        #expect(pick("4") == nil)
        #expect(pick("3", byNumber: true) == "3")
        #expect(pick("7", byNumber: true) == nil)
        #expect(pick("0", byNumber: true) == nil)
    }

    @Test func aNameThatSeveralHaveIsNotGuessed() {
        guard case .several(let entries) = Self.menu.pick("Twin") else {
            Issue.record("one was picked")
            return
        }
        #expect(entries.map(\.item.0) == ["p5", "p6"])
    }

    @Test func whatIsNearIsSuggested() {
        #expect(Self.menu.nearest(to: "Thrd") == "Third")
        #expect(Self.menu.nearest(to: "nothing like it") == nil)
    }

    @Test func namesOfOthersAreCleanedWhereTheyAreShown() {
        let menu = Menu(["a\u{1B}[2J\nb"], name: { $0 }, ids: { _ in [] })
        #expect(menu.lines == ["  1  a [2J b"])
    }
}
