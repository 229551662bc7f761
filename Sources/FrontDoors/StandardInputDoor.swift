// SPDX-License-Identifier: MIT

public import SyncCore

/// `handle`: one delivery on standard input, in one of three forms.
public struct StandardInputDoor: Sendable {
    /// The longest that a request may take to arrive. The contract allows 30 s; Infisical itself gives up after 15.
    static let patience = Duration.seconds(20)

    private let stream: StandardStream
    private let environment: [String: String]
    private let signature: String?
    private let keeper: Doorkeeper
    private let timekeeper: Timekeeper

    /// Takes the streams, CGI's environment, the signature given on the command line, and the keeper.
    public init(
        stream: StandardStream, environment: [String: String], signature: String?, keeper: Doorkeeper,
        timekeeper: Timekeeper
    ) {
        self.stream = stream
        self.environment = environment
        self.signature = signature
        self.keeper = keeper
        self.timekeeper = timekeeper
    }

    /// Reads the delivery, answers it on standard output in its own form, and returns the exit code.
    public func run() async -> Int32 {
        let input = InputReader(stream: stream, timekeeper: timekeeper, limit: Self.patience)
        if environment["GATEWAY_INTERFACE"] != nil { return await runCGI(input) }
        switch input.peekForm() {
        case .http: return await runHTTP(input)
        case .json: return await runJSON(input)
        case .neither:
            let answer = DoorAnswer.refusal(.malformed, "expected an HTTP request or a JSON body on standard input")
            return finish(answer, answer.body + [0x0A])
        }
    }

    // MARK: Forms

    private func runHTTP(_ input: InputReader) async -> Int32 {
        switch readHTTP(input) {
        case .request(let request, _)?:
            let answer = await keeper.answer(request)
            return finish(answer, AnswerText.http(answer, isHead: request.method == "HEAD"))
        case .refused(let verdict)?:
            let answer = DoorAnswer.refusal(verdict)
            let exitCode = finish(answer, AnswerText.http(answer, isHead: false))
            stream.drain(uptime: { timekeeper.uptime().milliseconds })
            return exitCode
        case .wantsContinue?, nil:
            return finish(.refusal(.malformed), AnswerText.http(.refusal(.malformed), isHead: false))
        }
    }

    /// Reads one whole request. Without a suspension in it: the parser belongs to one thread.
    private func readHTTP(_ input: InputReader) -> Incoming? {
        guard let parser = try? RawRequest() else { return nil }
        while true {
            let incoming: [Incoming]
            switch input.next() {
            case .bytes(let bytes): incoming = parser.feed(bytes)
            case .end: return .refused(.malformed)
            case .tooSlow: return .refused(.tooSlow)
            }
            for item in incoming {
                guard item == .wantsContinue else { return item }
                stream.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
        }
    }

    private func runCGI(_ input: InputReader) async -> Int32 {
        let method = environment["REQUEST_METHOD"] ?? ""
        let isHead = method == "HEAD"
        var request = DoorRequest(
            method: method, target: environment["PATH_INFO"] ?? "", signatures: signatures())
        let answer: DoorAnswer
        // RFC 3875 4.2: no more than CONTENT_LENGTH is read, and nothing without it.
        switch environment["CONTENT_LENGTH"].map({ Int($0) }) ?? 0 {
        case let length? where length > Delivery.bodyBound:
            answer = .refusal(.tooLarge)
        case let length? where length >= 0:
            switch input.body(atMost: length) {
            case .whole(let body) where body.count == length:
                request.body = body
                answer = await keeper.answer(request)
            case .whole: answer = .refusal(.malformed, "the body ended early")
            case .tooSlow: answer = .refusal(.tooSlow)
            }
        default: answer = .refusal(.malformed, "CONTENT_LENGTH is no number")
        }
        return finish(answer, AnswerText.cgi(answer, isHead: isHead))
    }

    private func runJSON(_ input: InputReader) async -> Int32 {
        let answer: DoorAnswer
        switch input.body(atMost: Delivery.bodyBound + 1) {
        case .tooSlow: answer = .refusal(.tooSlow)
        case .whole(let body):
            answer = await keeper.answer(
                DoorRequest(method: "POST", target: "/", signatures: signature.map { [$0] } ?? signatures(), body: body)
            )
        }
        return finish(answer, answer.body + [0x0A])
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
