// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// `handle`: one delivery on standard input, in one of three forms, and the response on standard output.
package struct StandardInput: Sendable {
    /// The longest that a request may take to arrive. The contract allows 30 s; Infisical itself gives up after 15.
    package static let patience = Duration.seconds(20)

    /// How the response is written.
    package enum ResponseForm: Sendable, Equatable {
        case http(isHead: Bool)
        case cgi(isHead: Bool)
        case body
    }

    /// What standard input held.
    package struct Received: Sendable {
        package let request: Result<WebhookRequest, RequestRefusal>
        package let form: ResponseForm
    }

    private let stream: StandardStream
    private let environment: [String: String]
    private let signature: String?
    private let time: TimeSource
    private let stop: Latch
    private let patience: Duration

    /// `environment` is CGI's, `signature` the one given on the command line; `stop` ends the wait for a delivery.
    package init(
        stream: StandardStream, environment: [String: String], signature: String?, time: TimeSource, stop: Latch,
        patience: Duration = Self.patience
    ) {
        self.stream = stream
        self.environment = environment
        self.signature = signature
        self.time = time
        self.stop = stop
        self.patience = patience
    }

    // MARK: Receive

    /// Reads the delivery, for as long as it may take.
    package func receive() -> Received {
        let input = InputReader(stream: stream, time: time, stop: stop, limit: patience)
        if environment["GATEWAY_INTERFACE"] != nil { return receiveCGI(input) }
        switch input.peekForm() {
        case .http: return receiveHTTP(input)
        case .json: return receiveJSON(input)
        case .neither: return .refused(.refusal(.malformed, DoorMessages.neitherForm), formless)
        case .tooSlow: return .refused(.refusal(.tooSlow), formless)
        case .stopped: return .refused(Self.stopped, formless)
        }
    }

    /// The other end of a socket expects HTTP.
    private var formless: ResponseForm { stream.isSocket ? .http(isHead: false) : .body }

    /// Asked to end before the delivery was whole.
    private static let stopped = WebhookResponse.refusal(.gaveUp, DoorMessages.stopped)

    private func receiveHTTP(_ input: InputReader) -> Received {
        let form = ResponseForm.http(isHead: false)
        guard let parser = try? RequestParser() else { return .refused(.refusal(.malformed), form) }
        while true {
            let events: [RequestEvent]
            switch input.next() {
            case .bytes(let bytes): events = parser.feed(bytes)
            case .end: return .refused(.refusal(.malformed), form)
            case .tooSlow: return .refused(.refusal(.tooSlow), form)
            case .stopped: return .refused(Self.stopped, form)
            }
            for event in events {
                switch event {
                case .request(let request, _): return .request(request, .http(isHead: request.isHead))
                case .refused(let verdict): return .refused(.refusal(verdict), form)
                case .wantsContinue: stream.write(WebhookResponseText.continue)
                }
            }
        }
    }

    private func receiveCGI(_ input: InputReader) -> Received {
        let method = environment["REQUEST_METHOD"] ?? ""
        let form = ResponseForm.cgi(isHead: method.hasSameBytes(as: "HEAD"))
        // RFC 3875 4.1.2 and 4.2: no more than CONTENT_LENGTH is read, and nothing without it.
        let declared = environment["CONTENT_LENGTH"].flatMap { $0.isEmpty ? nil : $0 } ?? "0"
        guard let length = WholeNumber.read(declared) else {
            return .refused(.refusal(.malformed, DoorMessages.badContentLength), form)
        }
        guard length <= Delivery.bodyBound else { return .refused(.refusal(.tooLarge), form) }
        switch input.body(atMost: length) {
        case .whole(let body) where body.count == length:
            let target = environment["PATH_INFO"] ?? ""
            return .request(
                WebhookRequest(method: method, target: target, signatures: signatures, body: body), form)
        case .whole: return .refused(.refusal(.malformed, DoorMessages.endedEarly), form)
        case .tooSlow: return .refused(.refusal(.tooSlow), form)
        case .stopped: return .refused(Self.stopped, form)
        }
    }

    private func receiveJSON(_ input: InputReader) -> Received {
        switch input.body(atMost: Delivery.bodyBound + 1) {
        case .tooSlow: .refused(.refusal(.tooSlow), .body)
        case .stopped: .refused(Self.stopped, .body)
        case .whole(let body):
            .request(
                WebhookRequest(
                    method: "POST", target: "/", signatures: signature.map { [$0] } ?? signatures, body: body),
                .body)
        }
    }

    /// CGI servers write the header's name in upper case, OpenFaaS's classic watchdog in title case.
    private var signatures: [String] {
        ["HTTP_X_INFISICAL_SIGNATURE", "Http_X_Infisical_Signature"].compactMap { environment[$0] }
    }

    // MARK: Send

    /// The exit code of a program that could not write its answer (EX_IOERR).
    package static let unwritten: Int32 = 74

    /// Writes the response in the request's own form. Returns the exit code: the response's own also where its reader
    /// has gone away.
    package func send(
        _ response: WebhookResponse, as form: ResponseForm,
        failed: (StandardStream.WriteFailure) -> Void = { _ in }
    ) -> Int32 {
        let failure: StandardStream.WriteFailure?
        switch form {
        case .cgi(let isHead): failure = stream.write(WebhookResponseText.cgi(response, isHead: isHead))
        case .body: failure = stream.write(response.body + [0x0A])
        case .http(let isHead):
            failure = stream.write(WebhookResponseText.http(response, isHead: isHead, date: time.unixMilliseconds()))
            // A refused client may still be sending, and one on a socket may have sent more than its request.
            if stream.isSocket || [400, 408, 413].contains(response.status) {
                stream.drain(uptime: { time.uptime().milliseconds })
            }
        }
        guard let failure, !failure.isReaderGone, !(failure.isClosed && response.exitCode != 0) else {
            return response.exitCode
        }
        failed(failure)
        return Self.unwritten
    }
}

extension StandardInput.Received {
    fileprivate static func request(_ request: WebhookRequest, _ form: StandardInput.ResponseForm) -> Self {
        Self(request: .success(request), form: form)
    }

    fileprivate static func refused(_ response: WebhookResponse, _ form: StandardInput.ResponseForm) -> Self {
        Self(request: .failure(RequestRefusal(response: response)), form: form)
    }
}
