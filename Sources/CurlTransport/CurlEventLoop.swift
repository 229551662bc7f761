// SPDX-License-Identifier: MIT

import Basics
import CCurl
import HTTPClient

/// The thread that libcurl runs on: takes commands, lets libcurl go on, hands results over.
final class CurlEventLoop {
    private let commands: CurlCommandQueue
    private let options: CurlOptions
    private var transfers: [Int: CurlTransfer] = [:]
    private var isOpen = true

    /// Starts the thread; it ends when the command queue is closed and the last transfer is over. The thread itself
    /// loads the library, so that nobody waits for that with a lock in hand.
    static func start(commands: CurlCommandQueue, options: CurlOptions) throws(TransportError) {
        let isStarted = DetachedThread.start { CurlEventLoop(commands: commands, options: options).run() }
        guard isStarted else { throw .unsendable("no thread could be started for libcurl") }
    }

    init(commands: CurlCommandQueue, options: CurlOptions) {
        self.commands = commands
        self.options = options
    }

    func run() {
        if let reason = rs_load() {
            return commands.fail(
                .unsendable("libcurl cannot be loaded: \(String(cString: reason)); install the package libcurl4"))
        }
        guard rs_global_init() == CURLE_OK, let multi = rs_multi_init() else {
            return commands.fail(.unsendable("libcurl could not be started"))
        }
        // Without HTTP/2 at most six connections to a host, and room to keep those to both hosts.
        rs_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6)
        rs_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 16)
        rs_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // Each handle has TLS sessions of its own unless they share.
        let share = rs_share_init()
        if let share { rs_share_tls_sessions(share) }
        commands.setWaker(Waker(multi: multi))
        while true {
            for command in commands.takeAll() { follow(command, multi, share) }
            rs_multi_perform(multi)
            finishTransfers(multi)
            if !isOpen, transfers.isEmpty { break }
            // Ends with a wake-up, with something to read or write, or with libcurl's own next timeout.
            rs_multi_poll(multi, 60_000)
        }
        commands.setWaker(nil)
        rs_multi_cleanup(multi)
        if let share { rs_share_cleanup(share) }
    }

    private func follow(
        _ command: CurlCommandQueue.Command, _ multi: UnsafeMutableRawPointer, _ share: UnsafeMutableRawPointer?
    ) {
        switch command {
        case .send(let id, let request, let completion):
            guard
                let transfer = CurlTransfer(
                    id: id, request, options: options, share: share, completion: completion)
            else {
                completion(.failure(.unsendable("out of memory")))
                return
            }
            transfers[id] = transfer
            rs_multi_add_handle(multi, transfer.easy)
        case .cancel(let id):
            remove(id, multi)?.cancel()
        case .close:
            isOpen = false
        }
    }

    private func finishTransfers(_ multi: UnsafeMutableRawPointer) {
        var code = CURLE_OK
        while let easy = rs_multi_next_done(multi, &code) {
            guard let id = CurlTransfer.of(easy)?.id else { continue }
            remove(id, multi)?.finish(code)
        }
    }

    private func remove(_ id: Int, _ multi: UnsafeMutableRawPointer) -> CurlTransfer? {
        guard let transfer = transfers.removeValue(forKey: id) else { return nil }
        rs_multi_remove_handle(multi, transfer.easy)
        return transfer
    }
}
