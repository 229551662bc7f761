// SPDX-License-Identifier: MIT

import SyncCore

/// What one connection is at, as a value: it is told what happens, and says what to do.
///
/// Requests are responded to one after the other; those that a client sends ahead wait.
struct ConnectionState {
    /// What happens to the connection.
    enum Event {
        case opened
        /// The first bytes of a request.
        case requestBegan
        case received(RequestEvent)
        /// The request that was to be decided takes a while.
        case workBegan
        /// The request that was to be decided has its response.
        case responded(WebhookResponse)
        /// The response is out, or cannot be sent any more.
        case sent
        /// The client sends nothing more. It may still wait for a response.
        case inputClosed
        /// The server ends.
        case serverEnds
        /// The clock has run out.
        case timedOut
        case closed
    }

    /// What is to be done about it, in order.
    enum Action: Equatable {
        case sendContinue
        /// Is followed by `workBegan` or `responded`.
        case decide(WebhookRequest)
        /// Is followed by `sent`.
        case send(WebhookResponse, isHead: Bool, isLast: Bool)
        /// Reads nothing more for now.
        case holdReading
        case resumeReading
        /// Gives the client that much time, from now on.
        case startClock(Clock)
        case stopClock
        /// The request's body is not needed any more.
        case releaseBody
        /// Closes this side, and throws away what still comes: closing both at once would reset the connection, and a
        /// client that is still sending would never read the response.
        case drain
        case close
    }

    /// What the client gets time for.
    enum Clock: Equatable {
        /// For a request to arrive, or for a response to be taken.
        case request
        /// The same when the connection is about to end.
        case ending
        /// To close its side after the last response.
        case draining
    }

    private enum Stage {
        /// Nothing of a request is here. A new connection has had no response yet.
        case idle(isNew: Bool)
        /// A request is arriving.
        case receiving
        /// A request is being decided, or its push runs.
        case responding(isHead: Bool, keepAlive: Bool)
        case sending(isLast: Bool)
        /// The last response is out.
        case draining
        case closed
    }

    private enum Client {
        case isSending
        /// It has closed its side, and may still read.
        case isListening
        case isGone
    }

    /// Requests that may wait; a client that sends more starts over on a new connection.
    static let waitingBound = 64

    private var stage = Stage.idle(isNew: true)
    private var client = Client.isSending
    private var waiting: [RequestEvent] = []
    /// Whether the next response is the last.
    private var isEnding = false

    mutating func on(_ event: Event) -> [Action] {
        switch event {
        case .opened: [.startClock(clock)]
        case .requestBegan: requestBegan()
        case .received(let event): received(event)
        case .workBegan: [.holdReading, .stopClock]
        case .responded(let response): responded(response)
        case .sent: sent()
        case .inputClosed: inputClosed()
        case .serverEnds: serverEnds()
        case .timedOut: timedOut()
        case .closed: closed()
        }
    }

    private var clock: Clock { isEnding ? .ending : .request }

    // MARK: Requests

    private mutating func requestBegan() -> [Action] {
        guard case .idle(let isNew) = stage else { return [] }
        stage = .receiving
        // A new connection's time began when it was opened.
        return isNew ? [] : [.startClock(clock)]
    }

    private mutating func received(_ event: RequestEvent) -> [Action] {
        switch stage {
        case .draining, .closed: return []
        case .idle, .receiving, .responding, .sending: break
        }
        if waiting.count == Self.waitingBound {
            isEnding = true
        } else {
            waiting.append(event)
        }
        return takeNext()
    }

    private mutating func takeNext() -> [Action] {
        var actions: [Action] = []
        while isReading, !waiting.isEmpty {
            switch waiting.removeFirst() {
            case .wantsContinue:
                stage = .receiving
                actions.append(.sendContinue)
            case .refused(let verdict):
                actions += send(.refusal(verdict), isHead: false, isLast: true)
            case .request(let request, let keepAlive):
                stage = .responding(isHead: request.isHead, keepAlive: keepAlive)
                actions.append(.decide(request))
            }
        }
        return actions
    }

    private var isReading: Bool {
        switch stage {
        case .idle, .receiving: true
        case .responding, .sending, .draining, .closed: false
        }
    }

    // MARK: Responses

    private mutating func responded(_ response: WebhookResponse) -> [Action] {
        guard case .responding(let isHead, let keepAlive) = stage else { return [] }
        return [.releaseBody] + send(response, isHead: isHead, isLast: !keepAlive || isEnding)
    }

    /// A client that takes no response holds no connection: the clock runs.
    private mutating func send(_ response: WebhookResponse, isHead: Bool, isLast: Bool) -> [Action] {
        stage = .sending(isLast: isLast)
        return [.holdReading, .startClock(clock), .send(response, isHead: isHead, isLast: isLast)]
    }

    private mutating func sent() -> [Action] {
        guard case .sending(let isLast) = stage else { return [] }
        if case .isGone = client {
            stage = .closed
            return [.stopClock]
        }
        if isLast || isEnding { return end() }
        guard waiting.isEmpty else {
            stage = .receiving
            let actions = [.startClock(clock)] + takeNext()
            return isReading ? actions + [.resumeReading] : actions
        }
        if case .isListening = client { return [.close] }
        stage = .idle(isNew: false)
        return [.startClock(clock), .resumeReading]
    }

    // MARK: The end

    private mutating func end() -> [Action] {
        if case .isListening = client { return [.close] }
        stage = .draining
        waiting = []
        return [.startClock(.draining), .drain]
    }

    private mutating func inputClosed() -> [Action] {
        client = .isListening
        switch stage {
        case .idle, .receiving, .draining: return [.close]
        case .responding, .sending, .closed: return []
        }
    }

    private mutating func serverEnds() -> [Action] {
        isEnding = true
        switch stage {
        case .idle: return [.close]
        case .receiving: return [.startClock(.ending)]
        case .responding, .sending, .draining, .closed: return []
        }
    }

    private mutating func timedOut() -> [Action] {
        switch stage {
        // Nothing came at all: there was no request, and so no delivery.
        case .idle(isNew: true): return send(Self.tooSlow(isDelivery: false), isHead: false, isLast: true)
        case .receiving: return send(Self.tooSlow(isDelivery: true), isHead: false, isLast: true)
        // A connection that is merely idle after a response has not earned an error.
        case .idle(isNew: false), .responding, .sending, .draining, .closed: return [.close]
        }
    }

    private mutating func closed() -> [Action] {
        client = .isGone
        waiting = []
        switch stage {
        // A request keeps its body until its push has ended, and its response is counted.
        case .responding, .sending: return [.stopClock]
        case .idle, .receiving, .draining, .closed:
            stage = .closed
            return [.stopClock, .releaseBody]
        }
    }

    private static func tooSlow(isDelivery: Bool) -> WebhookResponse {
        var response = WebhookResponse.refusal(.tooSlow)
        response.isDelivery = isDelivery
        return response
    }
}
