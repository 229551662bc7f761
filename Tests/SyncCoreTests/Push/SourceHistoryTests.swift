// SPDX-License-Identifier: MIT

import Testing
import TestSupport
@testable import Basics
@testable import SyncCore

/// Which lists count as older than one before. Times are seconds; long ago is 0, the push begins at 10 000.
@Suite struct SourceHistoryTests {
    private static let begin: Int64 = 10_000

    private static func moment(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1000) }

    /// A secret as a list names it.
    private static func secret(
        _ name: String, v version: Int64? = 1, id: String? = nil, created: Int64? = 0, updated: Int64? = nil,
        part: String? = nil, path: String = "/"
    ) -> ListedSecret {
        ListedSecret(
            part: part.map { Key($0) }, path: Key(path), key: Key(name),
            hints: SecretHints(
                id: Key(id ?? "id of \(name) in \(path)"), version: version, createdAt: created.map(moment),
                updatedAt: (updated ?? created).map(moment)))
    }

    /// What makes the last of these lists an older one; each is asked for a second after the one before.
    private static func fault(
        _ lists: [[ListedSecret]], changeTold: Int64? = nil, apart: Int64 = 1, isOnePush: Bool = true
    ) -> OlderList? {
        var history = SourceHistory()
        var older: OlderList?
        for (number, list) in lists.enumerated() {
            let began = begin + Int64(number) * apart
            let reading = SourceHistory.Reading(
                began: moment(began), pushBegan: moment(isOnePush ? begin : began), changeTold: changeTold.map(moment))
            older = history.admit(list, reading)
        }
        return older
    }

    private static func older(
        _ returned: [String] = [], reappeared: [String] = [], missing: [String] = []
    ) -> OlderList {
        OlderList(
            returned: returned.map { Key($0) }, reappeared: reappeared.map { Key($0) }, missing: missing.map { Key($0) }
        )
    }

    // MARK: Versions

    @Test func aLowerVersionIsAnOlderList() {
        let new = [Self.secret("A", v: 2, updated: 9_999), Self.secret("B")]
        let old = [Self.secret("A", v: 1), Self.secret("B")]
        #expect(Self.fault([new, old]) == Self.older(["A"]))
        #expect(Self.fault([old, new]) == nil)
        #expect(Self.fault([new, new, old]) == Self.older(["A"]))
        #expect(Self.fault([old, new, old]) == Self.older(["A"]))
        #expect(Self.fault([new, old, new]) == nil)
    }

    @Test func withoutAVersionTheTimeOfTheChangeCounts() {
        let new = [Self.secret("A", v: nil, updated: 9_999)]
        let old = [Self.secret("A", v: nil, updated: 9_000)]
        #expect(Self.fault([new, old]) == Self.older(["A"]))
        #expect(Self.fault([old, new]) == nil)
    }

    @Test func oneOlderSecretCondemnsAListThatHasANewerOneToo() {
        let first = [Self.secret("A", v: 2), Self.secret("B", v: 1)]
        let second = [Self.secret("A", v: 1), Self.secret("B", v: 2)]
        #expect(Self.fault([first, second]) == Self.older(["A"]))
    }

    @Test func aNewVersionUnderAnotherNameIsARename() {
        let renamed = [Self.secret("B", v: 2, id: "1", updated: 9_999)]
        let before = [Self.secret("A", v: 1, id: "1")]
        #expect(Self.fault([before, renamed]) == nil)
        #expect(Self.fault([renamed, before]) == Self.older(["A"]))
    }

    @Test func aSecretThatWasDeletedAndCreatedAnewBeginsWithItsFirstVersion() {
        let before = [Self.secret("A", v: 7, id: "1", created: 0, updated: 9_000)]
        let anew = [Self.secret("A", v: 1, id: "2", created: 9_999)]
        #expect(Self.fault([before, anew]) == nil)
        #expect(Self.fault([anew, before]) == Self.older(["A"]))
    }

    @Test func anIDThatWasReplacedDoesNotComeBackThoughNoTimesTell() {
        let before = [Self.secret("A", v: 7, id: "1", created: nil)]
        let anew = [Self.secret("A", v: 1, id: "2", created: nil)]
        #expect(Self.fault([before, anew]) == nil)
        #expect(Self.fault([before, anew, before]) == Self.older(["A"]))
    }

    @Test func recursiveFoldersHoldTheSameNameApart() {
        let first = [Self.secret("A", v: 5, path: "/x"), Self.secret("A", v: 2, path: "/y")]
        let second = [Self.secret("A", v: 5, path: "/x"), Self.secret("A", v: 3, path: "/y")]
        #expect(Self.fault([first, second]) == nil)
        #expect(Self.fault([second, first]) == Self.older(["A"]))
    }

    @Test func importsAreComparedByWhatTheyTell() {
        let new = [Self.secret("A", v: 2, created: nil, part: "prod /x")]
        let old = [Self.secret("A", v: 1, created: nil, part: "prod /x")]
        #expect(Self.fault([new, old]) == Self.older(["A"]))
        let silent = [Self.secret("A", v: nil, created: nil, part: "prod /x")]
        #expect(Self.fault([new, silent]) == nil)
    }

    // MARK: Deletions

    @Test func aSecretThatExistedLongBeforeAListWithoutItDoesNotReappear() {
        let (with, without) = ([Self.secret("A"), Self.secret("B")], [Self.secret("A")])
        #expect(Self.fault([without, with]) == Self.older(reappeared: ["B"]))
        #expect(Self.fault([with, without]) == nil)
        #expect(Self.fault([with, without, with]) == Self.older(reappeared: ["B"]))
    }

    @Test func aSecretThatIsCreatedAfterAListAppears() {
        let before = [Self.secret("A")]
        let after = [Self.secret("A"), Self.secret("B", created: Self.begin + 1)]
        #expect(Self.fault([before, after]) == nil)
    }

    /// The list before it may have lagged.
    @Test func aSecretThatWasCreatedJustBeforeAListWithoutItAppears() {
        let before = [Self.secret("A")]
        let after = [Self.secret("A"), Self.secret("B", created: Self.begin - 30)]
        #expect(Self.fault([before, after]) == nil)
    }

    @Test func aSecretOlderThanSomethingInAListWithoutItDoesNotReappear() {
        let without = [Self.secret("A", v: 3, updated: Self.begin - 20)]
        let with = without + [Self.secret("B", created: Self.begin - 60)]
        #expect(Self.fault([without, with]) == Self.older(reappeared: ["B"]))
    }

    @Test func aNewerVersionExplainsWhateverCameOrWent() {
        let before = [Self.secret("A"), Self.secret("B", created: Self.begin - 5)]
        let after = [Self.secret("A", v: 2, updated: Self.begin), Self.secret("C")]
        #expect(Self.fault([before, after]) == nil)
    }

    @Test func aSecretRestoredInANewVersionIsThereAgain() {
        let with = [Self.secret("A"), Self.secret("B", v: 3)]
        let restored = [Self.secret("A"), Self.secret("B", v: 4, updated: Self.begin + 2)]
        #expect(Self.fault([with, [Self.secret("A")], restored]) == Self.older(reappeared: ["B"]))
        #expect(
            Self.fault([
                with, [Self.secret("A", v: 2, updated: Self.begin)], [Self.secret("A", v: 3)] + restored.suffix(1),
            ])
                == nil)
    }

    @Test func aListThatMayBeFromBeforeTheCreationOfASecretIsInDoubt() {
        let with = [Self.secret("A"), Self.secret("B", created: Self.begin - 20)]
        #expect(Self.fault([with, [Self.secret("A")]]) == Self.older(missing: ["B"]))
    }

    @Test func aDeletionIsKnownByWhatChangedAfterTheSecretWasCreated() {
        let with = [Self.secret("A"), Self.secret("B", created: Self.begin - 20)]
        #expect(Self.fault([with, [Self.secret("A", v: 1, updated: Self.begin)]]) == nil)
        #expect(Self.fault([with, [Self.secret("A"), Self.secret("C", created: Self.begin)]]) == nil)
    }

    @Test func aDeletionIsKnownByADeliveryLongAfterTheCreation() {
        let with = [Self.secret("A"), Self.secret("B", created: Self.begin - 200)]
        #expect(Self.fault([with, [Self.secret("A")]], changeTold: Self.begin - 198) == Self.older(missing: ["B"]))
        #expect(Self.fault([with, [Self.secret("A")]], changeTold: Self.begin) == nil)
    }

    @Test func aDeletionIsKnownWhenNoListCanBeAsOldAsTheCreation() {
        let with = [Self.secret("A"), Self.secret("B", created: Self.begin - 1)]
        #expect(Self.fault([with, [Self.secret("A")]], apart: 901) == nil)
    }

    @Test func withoutTimesADeletionIsBelievedByTheNextPushOnly() {
        let with = [Self.secret("A"), Self.secret("B", created: nil)]
        #expect(Self.fault([with, [Self.secret("A")]]) == Self.older(missing: ["B"]))
        #expect(Self.fault([with, [Self.secret("A")]], isOnePush: false) == nil)
    }

    @Test func anImportThatIsNewBringsSecretsThatAreNot() {
        let own = [Self.secret("A")]
        let imported = [Self.secret("B", part: "prod /x"), Self.secret("C", part: "prod /x")]
        #expect(Self.fault([own, own + imported]) == nil)
        #expect(Self.fault([own + imported.prefix(1), own + imported]) == Self.older(reappeared: ["C"]))
    }

    /// A day later nothing is left of what one list lacked: a role may have been widened.
    @Test func whatAListLackedIsForgotten() {
        let (with, without) = ([Self.secret("A"), Self.secret("B")], [Self.secret("A")])
        #expect(Self.fault([without, with], apart: 901) == nil)
    }

    @Test func anOlderListChangesNothingOfWhatIsKnown() {
        let new = [Self.secret("A", v: 3)]
        #expect(Self.fault([new, [Self.secret("A", v: 1)], [Self.secret("A", v: 2)]]) == Self.older(["A"]))
    }

    // MARK: Random worlds

    /// A folder that changes once a minute, and lists of it that are up to four minutes behind, in any order. Whatever is
    /// taken for current never takes a version back and never lacks what the newest list has; and a list that is newer is
    /// never taken for an older one, unless a deletion is all that it could be known by.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func listsInAnyOrderAreToldApart(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var states = [[Self.secret("A"), Self.secret("B"), Self.secret("C")]]
        for step in 1...20 {
            let now = Self.begin + Int64(step) * 60
            var state = states[states.count - 1]
            let name = ["A", "B", "C", "D", "E"].randomElement(using: &random) ?? "A"
            if let place = state.firstIndex(where: { $0.key.name == name }) {
                if Bool.random(using: &random) {
                    state[place].hints.version = (state[place].hints.version ?? 0) + 1
                    state[place].hints.updatedAt = Self.moment(now)
                } else {
                    state.remove(at: place)
                }
            } else {
                state.append(Self.secret(name, id: "\(name) of \(step)", created: now))
            }
            states.append(state.shuffled(using: &random))
        }
        var history = SourceHistory()
        var newest = 0
        for step in 1...20 {
            let state = Int.random(in: max(0, step - 4)...step, using: &random)
            let older = history.admit(
                states[state],
                .init(began: Self.moment(Self.begin + Int64(step) * 60 + 1), pushBegan: Self.moment(Self.begin)))
            let hint = Comment(rawValue: "seed \(seed), step \(step): state \(state) after \(newest)")
            if let older {
                if state >= newest { #expect(older.returned + older.reappeared == [], hint) }
            } else {
                for secret in states[newest] where state < newest {
                    let here = states[state].first { $0.hints.id == secret.hints.id }
                    #expect(here?.hints.version == secret.hints.version, hint)
                }
                newest = max(newest, state)
            }
        }
    }

    @Test func whatIsKnownStaysBounded() {
        var history = SourceHistory()
        for round in 0..<30 {
            let list = (0..<100).map { Self.secret("K\($0)", id: "\(round) \($0)", created: Int64(round)) }
            _ = history.admit(list, .init(began: Self.moment(Self.begin), pushBegan: Self.moment(Self.begin)))
        }
        #expect(history.goneCount <= SourceHistory.goneBound)
    }
}
