// SPDX-License-Identifier: MIT

import Basics
import Configuration
import HTTPClient
import NIOConcurrencyHelpers

/// Access to one Infisical server: logs in once and keeps the token for every sync of the process.
package actor InfisicalSession {
    /// How long before its expiry a token is replaced, so that a push does not begin with a dying one.
    private static let margin = Duration.seconds(60)
    /// Infisical locks an identity for five minutes after three refused logins within 30 s.
    static let pauseAfterRefusal = Duration.seconds(30)

    nonisolated let configuration: InfisicalConfiguration
    private let time: TimeSource
    private let executor: (any TaskExecutor)?
    private let readFile: @Sendable (String) -> String?
    private var token: (secret: Secret, expiry: Duration?)?
    /// Whether the server turned out to be older than v4.
    private(set) var isLegacy = false
    private var login: SharedLogin?
    private var lastRefusal: (failure: CallFailure, until: Duration)?
    private var nextID = 0

    /// `readFile` reads the files that platforms renew tokens in. Logins run on `executor`, or on Swift's own threads.
    package init(
        _ configuration: InfisicalConfiguration, time: TimeSource, executor: (any TaskExecutor)? = nil,
        readFile: @escaping @Sendable (String) -> String?
    ) {
        self.configuration = configuration
        self.time = time
        self.executor = executor
        self.readFile = readFile
    }

    /// The server's address, without `/api`.
    nonisolated var domain: BaseURL { configuration.domain }

    /// A token that is valid now. All who ask during a login wait for that one, each within its own deadline.
    func accessToken(_ client: APIClient) async throws(CallFailure) -> Secret {
        if case .token(let ready) = configuration.authentication { return ready }
        if let token, token.expiry.map({ time.uptime() < $0 }) ?? true { return token.secret }
        if let lastRefusal, time.uptime() < lastRefusal.until { throw lastRefusal.failure }
        nextID += 1
        let waiter = nextID
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(SharedLogin.Waiter(continuation, client.deadline), waiter, client)
            }
        } onCancel: {
            Task(executorPreference: executor) { await self.giveUp(waiter) }
        }
        return try result.get()
    }

    /// Remembers which list the server has, so that the other is not asked for each time.
    func note(isLegacy: Bool) { self.isLegacy = isLegacy }

    /// Forgets a token that the server no longer takes. False when there is no way to another one.
    func discard(_ refused: Secret) -> Bool {
        if token?.secret == refused { token = nil }
        if case .token = configuration.authentication { return false }
        return true
    }

    // MARK: Waiting

    /// How many wait for the login that is under way.
    var waiting: Int { login?.waiting ?? 0 }

    private func wait(_ waiter: SharedLogin.Waiter, _ id: Int, _ client: APIClient) {
        if Task.isCancelled { return waiter.end(.failure(CallFailure(DeadlineError.stopped))) }
        if login == nil { login = begin(client) }
        login?.join(waiter, id)
        timeOut()
    }

    private func begin(_ client: APIClient) -> SharedLogin {
        nextID += 1
        let id = nextID
        let expiry = NIOLockedValueBox(client.deadline.expiresAt)
        // It may take as long as somebody waits for it.
        let deadline = Deadline(time: time, stop: client.deadline.stop, limit: client.deadline.limit) {
            expiry.withLockedValue { $0 }
        }
        let attempt = LoginAttempt(
            domain: domain,
            reader: LoginCredentialsReader(client: client.within(deadline), time: time, readFile: readFile))
        let task = Task(executorPreference: executor) { [self] in
            await end(id, await attempt.run(configuration.authentication))
        }
        return SharedLogin(id: id, task: task, expiry: expiry)
    }

    private func end(_ id: Int, _ outcome: LoginAttempt.Outcome) {
        // When all gave it up, another one may have begun.
        guard let ended = login, ended.id == id else { return }
        login = nil
        switch outcome {
        case .success(let secret, let lifetime):
            // A short-lived token is used for half of its life, not for none of it.
            let use = lifetime.map { max($0 - Self.margin, $0 / 2) }
            token = (secret, use.map { time.uptime() + $0 })
            ended.end(.success(secret))
        case .refused(let failure):
            lastRefusal = (failure, time.uptime() + Self.pauseAfterRefusal)
            ended.end(.failure(failure))
        case .failed(let failure):
            ended.end(.failure(failure))
        }
    }

    private func giveUp(_ waiter: Int) {
        login?.leave(waiter, CallFailure(DeadlineError.stopped))
        cancelIfUnwanted()
    }

    /// One who joined with less time than the others waits no longer than that.
    private func timeOut() {
        guard let login, let next = login.nextToLeave else { return }
        let (id, wait) = (login.id, next.deadline.remaining)
        login.setTimer(
            Task(executorPreference: executor) { [self] in
                await time.sleep(wait)
                if !Task.isCancelled { await leaveLate(id) }
            })
    }

    private func leaveLate(_ id: Int) {
        guard let login, login.id == id else { return }
        login.leaveExpired()
        cancelIfUnwanted()
        timeOut()
    }

    private func cancelIfUnwanted() {
        guard let login, login.waiting == 0 else { return }
        login.cancel()
        self.login = nil
    }
}
