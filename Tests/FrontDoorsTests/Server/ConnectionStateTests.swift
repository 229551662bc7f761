// SPDX-License-Identifier: MIT

import SyncCore
import Testing
@testable import FrontDoors

/// A connection's life, told as events.
@Suite struct ConnectionStateTests {
    private static let request = WebhookRequest(method: "POST", target: "/", body: [0x7B])
    private static let head = WebhookRequest(method: "HEAD", target: "/healthz")
    private static let response = WebhookResponse.healthy
    private static let arrival = ConnectionState.Event.received(.request(request, keepAlive: true))
    private static let lastArrival = ConnectionState.Event.received(.request(request, keepAlive: false))

    /// Tells all of these, and gives what the last one leads to.
    private static func actions(after events: ConnectionState.Event...) -> [ConnectionState.Action] {
        var state = ConnectionState()
        var actions: [ConnectionState.Action] = []
        for event in events { actions = state.on(event) }
        return actions
    }

    private static func sending(
        _ response: WebhookResponse = response, isHead: Bool = false, isLast: Bool = false,
        clock: ConnectionState.Clock = .request
    ) -> [ConnectionState.Action] {
        [.holdReading, .startClock(clock), .send(response, isHead: isHead, isLast: isLast)]
    }

    // MARK: Requests

    @Test func aNewConnectionsTimeBeginsWhenItIsOpened() {
        #expect(Self.actions(after: .opened) == [.startClock(.request)])
        #expect(Self.actions(after: .opened, .requestBegan) == [])
    }

    @Test func aRequestIsDecidedAndItsResponseIsSent() {
        #expect(Self.actions(after: .opened, .requestBegan, Self.arrival) == [.decide(Self.request)])
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response))
                == [.releaseBody] + Self.sending())
    }

    @Test func aResponseToHEADIsSentAsOne() {
        #expect(
            Self.actions(
                after: .opened, .requestBegan, .received(.request(Self.head, keepAlive: true)),
                .responded(Self.response))
                == [.releaseBody] + Self.sending(isHead: true))
    }

    @Test func whileAPushRunsNothingIsReadAndTheClockStandsStill() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan) == [.holdReading, .stopClock])
    }

    @Test func aClientThatWaitsToSendItsBodyIsToldToGoOn() {
        #expect(Self.actions(after: .opened, .requestBegan, .received(.wantsContinue)) == [.sendContinue])
    }

    @Test func aBrokenRequestIsRefusedAndIsTheLast() {
        #expect(
            Self.actions(after: .opened, .requestBegan, .received(.refused(.malformed)))
                == Self.sending(.refusal(.malformed), isLast: true))
    }

    // MARK: After a response

    @Test func aKeptConnectionReadsOn() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response), .sent)
                == [.startClock(.request), .resumeReading])
    }

    @Test func aKeptConnectionsNextRequestHasItsOwnTime() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response), .sent, .requestBegan)
                == [.startClock(.request)])
    }

    @Test func aRequestThatWasSentAheadIsNext() {
        #expect(Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan, Self.lastArrival) == [])
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.arrival, .workBegan, Self.lastArrival, .responded(Self.response),
                .sent) == [.startClock(.request), .decide(Self.request)])
    }

    @Test func afterTheLastResponseTheRestIsDrained() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.lastArrival, .responded(Self.response), .sent)
                == [.startClock(.draining), .drain])
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.lastArrival, .responded(Self.response), .sent, Self.arrival) == [])
    }

    @Test func aClientThatSendsTooManyAheadGetsALastResponse() {
        var state = ConnectionState()
        for event in [.opened, .requestBegan, Self.arrival, .workBegan] { _ = state.on(event) }
        for _ in 0...ConnectionState.waitingBound { _ = state.on(Self.arrival) }
        #expect(state.on(.responded(Self.response)) == [.releaseBody] + Self.sending(isLast: true, clock: .ending))
    }

    // MARK: Half-closed

    @Test func aClientThatStopsSendingBeforeARequestIsWholeIsClosed() {
        #expect(Self.actions(after: .opened, .inputClosed) == [.close])
        #expect(Self.actions(after: .opened, .requestBegan, .inputClosed) == [.close])
    }

    @Test func aClientThatStopsSendingAfterItsRequestGetsItsResponse() {
        #expect(Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan, .inputClosed) == [])
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.arrival, .workBegan, .inputClosed, .responded(Self.response))
                == [.releaseBody] + Self.sending())
        for arrival in [Self.arrival, Self.lastArrival] {
            #expect(
                Self.actions(
                    after: .opened, .requestBegan, arrival, .workBegan, .inputClosed, .responded(Self.response), .sent)
                    == [.close])
        }
    }

    @Test func aDrainedConnectionIsClosedWhenItsClientCloses() {
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.lastArrival, .responded(Self.response), .sent, .inputClosed)
                == [.close])
    }

    // MARK: Time

    private static func tooSlow(isDelivery: Bool) -> WebhookResponse {
        var response = WebhookResponse.refusal(.tooSlow)
        response.isDelivery = isDelivery
        return response
    }

    @Test func aStalledRequestIsADeliveryThatWasTooSlow() {
        #expect(
            Self.actions(after: .opened, .requestBegan, .timedOut)
                == Self.sending(Self.tooSlow(isDelivery: true), isLast: true))
    }

    @Test func aSilentConnectionIsToldSoAndIsNoDelivery() {
        #expect(
            Self.actions(after: .opened, .timedOut) == Self.sending(Self.tooSlow(isDelivery: false), isLast: true))
    }

    @Test func anIdleKeptConnectionIsClosedSilently() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response), .sent, .timedOut)
                == [.close])
    }

    @Test func aClientThatTakesNoResponseIsClosed() {
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response), .timedOut)
                == [.close])
    }

    // MARK: The end

    @Test func theServersEndClosesWhatIsIdle() {
        #expect(Self.actions(after: .opened, .serverEnds) == [.close])
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .responded(Self.response), .sent, .serverEnds)
                == [.close])
    }

    @Test func theServersEndShortensARequestThatHasBegun() {
        #expect(Self.actions(after: .opened, .requestBegan, .serverEnds) == [.startClock(.ending)])
    }

    @Test func theServersEndLetsAPushEnd() {
        #expect(Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan, .serverEnds) == [])
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.arrival, .workBegan, .serverEnds, .responded(Self.response))
                == [.releaseBody] + Self.sending(isLast: true, clock: .ending))
    }

    // MARK: Clients that are gone

    @Test func aLostRequestGivesItsRoomBack() {
        #expect(Self.actions(after: .opened, .requestBegan, .closed) == [.stopClock, .releaseBody])
    }

    @Test func aPushGoesOnWithoutItsClientAndItsResponseIsCounted() {
        #expect(Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan, .closed) == [.stopClock])
        #expect(
            Self.actions(after: .opened, .requestBegan, Self.arrival, .workBegan, .closed, .responded(Self.response))
                == [.releaseBody] + Self.sending())
        #expect(
            Self.actions(
                after: .opened, .requestBegan, Self.arrival, .workBegan, .closed, .responded(Self.response), .sent)
                == [.stopClock])
    }
}
