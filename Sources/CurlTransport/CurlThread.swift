// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient
import SyncCore

/// The thread that libcurl runs on. It loads the library itself, so that nobody waits for that with a lock in hand.
enum CurlThread {
    /// Starts it; it ends when the inbox is closed and the last transfer is over.
    static func start(inbox: Inbox, options: CurlOptions) throws(TransportError) {
        let isStarted = DetachedThread.start { CurlLoop(inbox: inbox, options: options).run() }
        guard isStarted else { throw .unsendable("no thread could be started for libcurl") }
    }
}

/// The thread's work: take orders, let libcurl go on, hand results over.
final class CurlLoop {
    private let inbox: Inbox
    private let options: CurlOptions
    private var transfers: [Int: CurlTransfer] = [:]
    private var isOpen = true

    init(inbox: Inbox, options: CurlOptions) {
        self.inbox = inbox
        self.options = options
    }

    func run() {
        if let reason = rs_load() {
            return inbox.fail(
                .unsendable("libcurl cannot be loaded: \(String(cString: reason)); install the package libcurl4"))
        }
        guard rs_global_init() == CURLE_OK, let multi = rs_multi_init() else {
            return inbox.fail(.unsendable("libcurl could not be started"))
        }
        // Without HTTP/2 at most six connections to a host, and room to keep those to both hosts.
        rs_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6)
        rs_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 16)
        rs_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // Each handle has TLS sessions of its own unless they share.
        let share = rs_share_init()
        if let share { rs_share_tls_sessions(share) }
        inbox.setWaker(Waker(multi: multi))
        while true {
            for order in inbox.takeAll() { follow(order, multi, share) }
            rs_multi_perform(multi)
            finishTransfers(multi)
            if !isOpen, transfers.isEmpty { break }
            // Ends with a wake-up, with something to read or write, or with libcurl's own next timeout.
            rs_multi_poll(multi, 60_000)
        }
        inbox.setWaker(nil)
        rs_multi_cleanup(multi)
        if let share { rs_share_cleanup(share) }
    }

    private func follow(_ order: Inbox.Order, _ multi: UnsafeMutableRawPointer, _ share: UnsafeMutableRawPointer?) {
        switch order {
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
