// SPDX-License-Identifier: MIT

import Basics
import HTTPClient
import Logging

/// What ends the runtime before it is asked to end. Lambda starts another.
package struct LambdaRuntimeError: Error, Sendable, Equatable {
    /// What happened.
    package let message: String
}

/// `lambda`: a custom runtime of AWS Lambda. Fetches invocations, one after the other, and responds to each when its
/// push has ended: Lambda freezes the process as soon as the response is out.
package struct LambdaRuntime: Sendable {
    /// Makes the endpoint of an invocation, whose pushes end before it does.
    package typealias MakeEndpoint = @Sendable (LambdaInvocation) -> WebhookEndpoint

    private let api: LambdaRuntimeAPI
    private let transport: any HTTPTransport
    private let time: TimeSource
    private let stop: Latch
    private let log: Logger

    package init(
        _ api: LambdaRuntimeAPI, transport: any HTTPTransport, time: TimeSource, stop: Latch, log: Logger
    ) {
        self.api = api
        self.transport = transport
        self.time = time
        self.stop = stop
        self.log = log
    }

    /// Tells Lambda that the function cannot begin, and why.
    package func refuseToBegin(_ type: String, _ message: String) async throws(LambdaRuntimeError) {
        try await post(api.initError(type: type, message))
    }

    /// Serves invocations until the end is asked for.
    package func run(_ makeEndpoint: MakeEndpoint) async throws(LambdaRuntimeError) {
        while let response = try await next() {
            guard response.status == 200, let invocation = LambdaInvocation(response, time) else {
                throw LambdaRuntimeError(message: DoorMessages.noInvocation(response.status))
            }
            try await post(await respond(to: invocation, response.body, makeEndpoint(invocation)))
        }
    }

    // MARK: One invocation

    private func respond(
        to invocation: LambdaInvocation, _ payload: [UInt8], _ endpoint: WebhookEndpoint
    ) async -> HTTPRequest {
        let event: LambdaEvent
        do throws(LambdaEventError) {
            event = try LambdaEvent(payload)
        } catch {
            log.error("\(error.message)", metadata: ["aws_request_id": "\(invocation.id.text)"])
            return api.error(invocation.id, type: "RenderSync.UnknownEvent", error.message)
        }
        switch event {
        case .request(let request):
            let response = await endpoint.respond(to: request)
            return api.response(invocation.id, LambdaResponse.http(response, isHead: request.isHead))
        case .messages(let messages):
            let failed = await failures(messages, endpoint)
            return api.response(invocation.id, LambdaResponse.batch(failed: failed))
        }
    }

    /// Takes all messages at the same time, so that those about one destination share a push. The ids of those that must
    /// come again, in their order.
    private func failures(
        _ messages: [SQSMessage], _ endpoint: WebhookEndpoint
    ) async -> [String] {
        let now = time.unixMilliseconds()
        return await withTaskGroup(of: String?.self) { group in
            for message in messages {
                guard QueueAge.isPlausible(message.sentAt, now: now) else {
                    log.error(
                        "\(DoorMessages.implausibleSentTimestamp)", metadata: ["message": "\(message.id)"])
                    continue
                }
                group.addTask {
                    let response = await endpoint.respond(to: message.request, takenInAt: message.sentAt)
                    return SQSMessage.mustComeAgain(after: response) ? message.id : nil
                }
            }
            var failed: Set<String> = []
            for await id in group { if let id { failed.insert(id) } }
            return messages.map(\.id).filter { failed.contains($0) }
        }
    }

    // MARK: Lambda

    /// Waits for an invocation, as long as it takes; nil when the end was asked for first.
    private func next() async throws(LambdaRuntimeError) -> HTTPResponse? {
        guard !stop.isOpen else { return nil }
        let (transport, request, stop) = (transport, api.next, stop)
        let outcomes = await firstOf(
            { () -> Result<HTTPResponse, TransportError>? in
                do throws(TransportError) {
                    return .success(try await transport.send(request))
                } catch {
                    return .failure(error)
                }
            },
            {
                await stop.wait()
                return nil
            })
        // An invocation that came together with the signal is taken all the same.
        switch outcomes.compactMap(\.self).first {
        case .success(let response)?: return response
        case .failure(.cancelled)? where stop.isOpen, nil: return nil
        case .failure(let error)?:
            throw LambdaRuntimeError(message: DoorMessages.unreachable(LambdaRuntimeAPI.variable, error.message))
        }
    }

    private func post(_ request: HTTPRequest) async throws(LambdaRuntimeError) {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw LambdaRuntimeError(message: DoorMessages.unreachable(LambdaRuntimeAPI.variable, error.message))
        }
        if response.isSuccess { return }
        // "Non-recoverable state. Runtime should exit promptly." Anything else is about this one invocation.
        guard response.status < 500 else {
            throw LambdaRuntimeError(message: DoorMessages.runtimeAPIFailed(response.status))
        }
        log.error("\(DoorMessages.responseNotTaken)", metadata: ["status": .stringConvertible(response.status)])
    }
}
