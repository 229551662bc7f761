// SPDX-License-Identifier: MIT

public import SyncCore

/// `handle`: one delivery on standard input, in one of three forms.
public struct StandardInputDoor: Sendable {
    /// The longest that a request may take to arrive. The contract allows 30 s; Infisical itself gives up after 15.
    public static let patience = Duration.seconds(20)

    private let stream: StandardStream
    private let environment: [String: String]
    private let signature: String?
    private let keeper: Doorkeeper
    private let timekeeper: Timekeeper
    private let stop: StopSignal
    private let patience: Duration

    /// Takes the streams, CGI's environment, the signature given on the command line, the keeper, and the signal that
    /// ends the wait for a delivery.
    public init(
        stream: StandardStream, environment: [String: String], signature: String?, keeper: Doorkeeper,
        timekeeper: Timekeeper, stop: StopSignal, patience: Duration = Self.patience
    ) {
        self.stream = stream
        self.environment = environment
        self.signature = signature
        self.keeper = keeper
        self.timekeeper = timekeeper
        self.stop = stop
        self.patience = patience
    }

    /// Reads the delivery and answers it on standard output in its own form, at once where there is nothing to push.
    /// Gives the exit code.
    public func run() -> Reply<Int32> {
        let input = InputReader(stream: stream, timekeeper: timekeeper, stop: stop, limit: patience)
        if environment["GATEWAY_INTERFACE"] != nil { return runCGI(input) }
        switch input.peekForm() {
        case .http: return runHTTP(input)
        case .json: return runJSON(input)
        case .neither: return runFormless(.refusal(.malformed, "expected an HTTP request or a JSON body"))
        case .tooSlow: return runFormless(.refusal(.tooSlow))
        case .stopped: return runFormless(Self.stopped)
        }
    }

    /// Asked to end before the delivery was whole.
    private static let stopped = DoorAnswer.refusal(.gaveUp, "asked to end before the request was whole")

    // MARK: Forms

    /// Whoever is at the other end of a socket expects HTTP.
    private func runFormless(_ answer: DoorAnswer) -> Reply<Int32> {
        .ready(stream.isSocket ? finishHTTP(answer, isHead: false) : finish(answer, answer.body + [0x0A]))
    }

    private func runHTTP(_ input: InputReader) -> Reply<Int32> {
        switch readHTTP(input) {
        case .success(let request):
            keeper.reply(to: request).map { finishHTTP($0, isHead: request.method == "HEAD") }
        case .failure(let refusal):
            .ready(finishHTTP(refusal.answer, isHead: false))
        }
    }

    private struct Refusal: Error {
        var answer: DoorAnswer
    }

    /// Reads one whole request.
    private func readHTTP(_ input: InputReader) -> Result<DoorRequest, Refusal> {
        guard let parser = try? RawRequest() else { return .failure(Refusal(answer: .refusal(.malformed))) }
        while true {
            let incoming: [Incoming]
            switch input.next() {
            case .bytes(let bytes): incoming = parser.feed(bytes)
            case .end: return .failure(Refusal(answer: .refusal(.malformed)))
            case .tooSlow: return .failure(Refusal(answer: .refusal(.tooSlow)))
            case .stopped: return .failure(Refusal(answer: Self.stopped))
            }
            for item in incoming {
                switch item {
                case .request(let request, _): return .success(request)
                case .refused(let verdict): return .failure(Refusal(answer: .refusal(verdict)))
                case .wantsContinue: stream.write(AnswerText.goOn)
                }
            }
        }
    }

    private func runCGI(_ input: InputReader) -> Reply<Int32> {
        let method = environment["REQUEST_METHOD"] ?? ""
        return replyToCGI(method, input).map { finish($0, AnswerText.cgi($0, isHead: method == "HEAD")) }
    }

    private func replyToCGI(_ method: String, _ input: InputReader) -> Reply<DoorAnswer> {
        // RFC 3875 4.1.2 and 4.2: no more than CONTENT_LENGTH is read, and nothing without it.
        let declared = environment["CONTENT_LENGTH"].flatMap { $0.isEmpty ? nil : $0 } ?? "0"
        guard let length = WholeNumber.read(declared) else {
            return .ready(.refusal(.malformed, "CONTENT_LENGTH is no number"))
        }
        guard length <= Delivery.bodyBound else { return .ready(.refusal(.tooLarge)) }
        switch input.body(atMost: length) {
        case .whole(let body) where body.count == length:
            let target = environment["PATH_INFO"] ?? ""
            return keeper.reply(
                to: DoorRequest(method: method, target: target, signatures: signatures(), body: body))
        case .whole: return .ready(.refusal(.malformed, "the body ended early"))
        case .tooSlow: return .ready(.refusal(.tooSlow))
        case .stopped: return .ready(Self.stopped)
        }
    }

    private func runJSON(_ input: InputReader) -> Reply<Int32> {
        let reply: Reply<DoorAnswer> =
            switch input.body(atMost: Delivery.bodyBound + 1) {
            case .tooSlow: .ready(.refusal(.tooSlow))
            case .stopped: .ready(Self.stopped)
            case .whole(let body):
                keeper.reply(
                    to: DoorRequest(
                        method: "POST", target: "/", signatures: signature.map { [$0] } ?? signatures(), body: body))
            }
        return reply.map { finish($0, $0.body + [0x0A]) }
    }

    /// A refused client may still be sending, and one on a socket may have sent more than its request.
    private func finishHTTP(_ answer: DoorAnswer, isHead: Bool) -> Int32 {
        let exitCode = finish(answer, AnswerText.http(answer, isHead: isHead))
        if stream.isSocket || [400, 408, 413].contains(answer.status) {
            stream.drain(uptime: { timekeeper.uptime().milliseconds })
        }
        return exitCode
    }

    private func finish(_ answer: DoorAnswer, _ text: [UInt8]) -> Int32 {
        stream.write(text)
        return answer.exitCode
    }

    /// CGI servers write the header's name in upper case, OpenFaaS's classic watchdog in title case.
    private func signatures() -> [String] {
        ["HTTP_X_INFISICAL_SIGNATURE", "Http_X_Infisical_Signature"].compactMap { environment[$0] }
    }
}
