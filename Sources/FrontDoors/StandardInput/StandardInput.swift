// SPDX-License-Identifier: MIT

import Basics
import Glibc
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

    /// What standard input held, and the form that its response takes.
    package struct Received: Sendable {
        package let request: ReceivedRequest
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
        // The other end of a socket expects HTTP.
        var form = stream.isSocket ? ResponseForm.http(isHead: false) : .body
        do throws(InputReader.Interruption) {
            if environment["GATEWAY_INTERFACE"] != nil {
                form = .cgi(isHead: method.hasSameBytes(as: "HEAD"))
                return Received(request: try receiveCGI(input), form: form)
            }
            switch try input.peekForm() {
            case .http:
                form = .http(isHead: false)
                let request = try receiveHTTP(input)
                if case .request(let request) = request { form = .http(isHead: request.isHead) }
                return Received(request: request, form: form)
            case .json:
                form = .body
                return Received(request: try receiveJSON(input), form: form)
            case .neither:
                return Received(request: .refused(.refusal(.malformed, DoorMessages.neitherForm)), form: form)
            }
        } catch {
            return Received(request: .refused(error.response), form: form)
        }
    }

    private func receiveHTTP(_ input: InputReader) throws(InputReader.Interruption) -> ReceivedRequest {
        guard let parser = try? RequestParser() else { return .refused(.refusal(.malformed)) }
        while let bytes = try input.next() {
            for event in parser.feed(bytes) {
                switch event {
                case .request(let request, _): return .request(request)
                case .refused(let verdict): return .refused(.refusal(verdict))
                case .wantsContinue: stream.write(WebhookResponse.continueText)
                }
            }
        }
        return .refused(.refusal(.malformed))
    }

    private func receiveCGI(_ input: InputReader) throws(InputReader.Interruption) -> ReceivedRequest {
        // RFC 3875 4.1.2 and 4.2: no more than CONTENT_LENGTH is read, and nothing without it.
        let declared = environment["CONTENT_LENGTH"].flatMap { $0.isEmpty ? nil : $0 } ?? "0"
        guard let length = WholeNumber.read(declared) else {
            return .refused(.refusal(.malformed, DoorMessages.badContentLength))
        }
        guard length <= Delivery.bodyBound else { return .refused(.refusal(.tooLarge)) }
        let body = try input.body(atMost: length)
        guard body.count == length else { return .refused(.refusal(.malformed, DoorMessages.endedEarly)) }
        let target = environment["PATH_INFO"] ?? ""
        return .request(WebhookRequest(method: method, target: target, signatures: signatures, body: body))
    }

    private func receiveJSON(_ input: InputReader) throws(InputReader.Interruption) -> ReceivedRequest {
        let body = try input.body(atMost: Delivery.bodyBound + 1)
        let signatures = signature.map { [$0] } ?? signatures
        return .request(WebhookRequest(method: "POST", target: "/", signatures: signatures, body: body))
    }

    /// CGI's.
    private var method: String { environment["REQUEST_METHOD"] ?? "" }

    /// CGI servers write the header's name in upper case, OpenFaaS's classic watchdog in title case.
    private var signatures: [String] {
        ["HTTP_X_INFISICAL_SIGNATURE", "Http_X_Infisical_Signature"].compactMap { environment[$0] }
    }

    // MARK: Send

    /// Writes the response in the request's own form. Returns the exit code: the response's own also where its reader
    /// has gone away.
    package func send(
        _ response: WebhookResponse, as form: ResponseForm,
        failed: (StandardStream.WriteFailure) -> Void = { _ in }
    ) -> Int32 {
        let failure: StandardStream.WriteFailure?
        switch form {
        case .cgi(let isHead): failure = stream.write(response.cgiText(isHead: isHead))
        case .body: failure = stream.write(response.body + [0x0A])
        case .http(let isHead):
            failure = stream.write(response.httpText(isHead: isHead, date: time.now))
            // A refused client may still be sending, and one on a socket may have sent more than its request.
            if stream.isSocket || [400, 408, 413].contains(response.status) {
                stream.drain(uptime: { time.uptime().milliseconds })
            }
        }
        guard let failure, !failure.isReaderGone, !(failure.isClosed && response.exitCode != 0) else {
            return response.exitCode
        }
        failed(failure)
        return EX_IOERR
    }
}

extension InputReader.Interruption {
    fileprivate var response: WebhookResponse {
        switch self {
        case .tooSlow: .refusal(.tooSlow)
        case .stopped: .refusal(.gaveUp, DoorMessages.stopped)
        }
    }
}
