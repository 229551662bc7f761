// SPDX-License-Identifier: MIT

import HTTPClient
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing
@testable import Basics
@testable import FrontDoors

/// The transport against real sockets of loopback.
@Suite(.timeLimit(.minutes(1))) struct LambdaRuntimeTransportTests {
    private typealias Outcome = Result<HTTPResponse, TransportError>

    private static let transport = LambdaRuntimeTransport(bound: 1000)
    private static let ok = "HTTP/1.1 200 OK\r\n"

    private static func send(_ request: HTTPRequest) async -> Outcome {
        do throws(TransportError) {
            return .success(try await transport.send(request))
        } catch {
            return .failure(error)
        }
    }

    private static func get(_ authority: String) async -> Outcome {
        await send(HTTPRequest(.get, "http://\(authority)/next"))
    }

    // MARK: Requests

    @Test func aRequestArrivesWhole() async throws {
        let requests = NIOLockedValueBox<[String]>([])
        let answer = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
        let outcome = try await withServer(
            takes: "}", { text in requests.withLockedValue { $0.append(text) } }, answers: answer
        ) {
            var request = HTTPRequest(.post, "http://\($0)/2018-06-01/init/error", body: Array(#"{"a":1}"#.utf8))
            request.headers["Lambda-Runtime-Function-Error-Type"] = "X"
            return await Self.send(request)
        }
        #expect(try outcome.get().status == 202)
        let lines = requests.withLockedValue {
            $0.first?.split(separator: "\r\n", omittingEmptySubsequences: false) ?? []
        }
        #expect(lines.first == "POST /2018-06-01/init/error HTTP/1.1")
        #expect(lines.contains { $0.hasPrefix("Host: 127.0.0.1:") })
        #expect(lines.contains("Content-Type: application/json"))
        #expect(lines.contains("Content-Length: 7"))
        #expect(lines.contains("Lambda-Runtime-Function-Error-Type: X"))
        #expect(lines.suffix(2) == ["", #"{"a":1}"#])
    }

    @Test func aNameIsLookedUp() async throws {
        let outcome = try await withServer(answers: "\(Self.ok)Content-Length: 0\r\n\r\n") {
            await Self.get($0.replacing("127.0.0.1", with: "localhost"))
        }
        #expect(try outcome.get().status == 200)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:9001/a/b", "127.0.0.1", 9001, "127.0.0.1:9001"),
            ("http://[::1]:9001/a/b", "::1", 9001, "[::1]:9001"),
            ("http://Host.example/a/b", "host.example", 80, "Host.example"),
        ] as [(String, String, Int, String)])
    func anAddressHasAHostAndMayHaveAPort(url: String, host: String, port: Int, authority: String) throws {
        let address = try LambdaRuntimeTransport.Address(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.authority == authority)
        #expect(address.path == "/a/b")
    }

    @Test(arguments: ["https://127.0.0.1/a", "http://127.0.0.1:65536/a", "http://a:b:1/a", "http:///a"])
    func anAddressOfAnotherFormIsSentNothing(url: String) async {
        guard case .failure(.unsendable) = await Self.send(HTTPRequest(.get, url)) else {
            Issue.record("sent")
            return
        }
    }

    // MARK: Responses

    /// The client ends the connection.
    @Test(arguments: [
        "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    ])
    func aResponseIsTakenWhole(rest: String) async throws {
        let answer = "\(Self.ok)x-name: 1\r\nX-Name: 2\r\n\(rest)"
        let response = try await withServer(answers: answer, Self.get).get()
        #expect(response.status == 200)
        #expect(response.headers["x-name"] == "2")
        #expect(response.body == Array("hello".utf8))
    }

    @Test func aResponseWithoutALengthEndsWithTheConnection() async throws {
        let response = try await withServer(answers: "\(Self.ok)\r\nhello", thenEnds: true, Self.get).get()
        #expect(response.body == Array("hello".utf8))
    }

    @Test(arguments: [
        "", "HTTP/1.1 200", "\(ok)Content-Length: 5\r\n\r\nhell",
        "\(ok)Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "SSH-2.0-server\r\n", "\(ok)Content-Length: x\r\n\r\n", "\(ok)Transfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func whatIsNoWholeResponseIsABrokenConnection(answer: String) async throws {
        guard case .failure(.broken) = try await withServer(answers: answer, thenEnds: true, Self.get) else {
            Issue.record("not broken")
            return
        }
    }

    @Test(arguments: ["Content-Length: 2000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n7d0\r\n"])
    func aResponseOverTheBoundIsNotTaken(head: String) async throws {
        let answer = Self.ok + head + String(repeating: "x", count: 1001)
        guard case .failure(.tooLarge(1000)) = try await withServer(answers: answer, Self.get) else {
            Issue.record("not too large")
            return
        }
    }

    @Test func aResponseMayReachTheBound() async throws {
        let answer = "\(Self.ok)Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000)
        #expect(try await withServer(answers: answer, Self.get).get().body.count == 1000)
    }

    // MARK: No response

    /// Nobody listens at port 1.
    @Test(arguments: ["127.0.0.1", "localhost"])
    func whereNobodyListensThereIsNoConnection(host: String) async {
        guard case .failure(.unreachable(let detail)) = await Self.send(HTTPRequest(.get, "http://\(host):1/")) else {
            Issue.record("not unreachable")
            return
        }
        #expect(detail.contains("\(host):1"))
        #expect(detail.contains("Connection refused"))
    }

    @Test func aResponseThatDoesNotComeInTimeIsNotWaitedFor() async throws {
        let outcome = try await withServer {
            var request = HTTPRequest(.get, "http://\($0)/next")
            request.timeout = .milliseconds(50)
            return await Self.send(request)
        }
        guard case .failure(.timedOut) = outcome else {
            Issue.record("not timed out")
            return
        }
    }

    /// With the task the connection ends.
    @Test func aTaskThatIsCancelledWaitsNoLonger() async throws {
        let arrived = Latch()
        let outcome = try await withServer({ _ in arrived.open() }) { authority in
            let task = Task { await Self.get(authority) }
            await arrived.wait()
            task.cancel()
            return await task.value
        }
        guard case .failure(.cancelled) = outcome else {
            Issue.record("not cancelled")
            return
        }
    }

    @Test func aTaskThatWasCancelledBeforeDoesNotWait() async throws {
        let outcome = try await withServer { authority in
            await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await Self.get(authority)
            }.value
        }
        guard case .failure(.cancelled) = outcome else {
            Issue.record("not cancelled")
            return
        }
    }
}

/// Serves one connection on loopback for a client: takes a request that ends in `end`, answers, and ends the connection
/// or waits for the client to. Returns when both are done.
private func withServer<Value: Sendable>(
    takes end: String = "\r\n\r\n", _ observe: @escaping @Sendable (_ request: String) -> Void = { _ in },
    answers answer: String = "", thenEnds: Bool = false, _ client: @Sendable (_ authority: String) async -> Value
) async throws -> Value {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    let port = try #require(listener.channel.localAddress?.port)
    return try await listener.executeThenClose { connections in
        async let served: Void? = connections.first { _ in true }?.executeThenClose { inbound, outbound in
            var request = ""
            for try await part in inbound {
                request += String(buffer: part)
                guard request.hasSuffix(end) else { continue }
                observe(request)
                try await outbound.write(ByteBuffer(string: answer))
                if thenEnds { break }
            }
        }
        let value = await client("127.0.0.1:\(port)")
        // A client that gives up may reset the connection.
        _ = try? await served
        return value
    }
}
