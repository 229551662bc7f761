// SPDX-License-Identifier: MIT

import CCurl
import Glibc
import HTTPClient

/// The thread that libcurl runs on.
///
/// @unchecked: `multi` is used on this thread alone but for `curl_multi_wakeup`, which libcurl documents as safe from
/// any thread; the loop object is handed over before the thread starts. The handle lives as long as the thread, which
/// ends only after `close`, and `close` is posted when nobody can send any more.
final class CurlThread: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    /// Nil when libcurl, or the system, cannot start it.
    init?(inbox: Inbox, options: CurlOptions) {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else { return nil }
        self.multi = multi
        let loop = CurlLoop(multi: multi, inbox: inbox, options: options)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                // The loop is retained below, once, for this call.
                guard let context else { return nil }
                Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(loop).toOpaque())
        guard status == 0 else {
            curl_multi_cleanup(multi)
            return nil
        }
        pthread_detach(thread)
    }

    /// Makes the thread look into its inbox.
    func wake() {
        curl_multi_wakeup(multi)
    }
}

/// The thread's work: take orders, let libcurl go on, hand results over.
final class CurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let share: UnsafeMutableRawPointer?
    private let inbox: Inbox
    private let options: CurlOptions
    private var transfers: [Int: CurlTransfer] = [:]
    private var isOpen = true

    init(multi: UnsafeMutableRawPointer, inbox: Inbox, options: CurlOptions) {
        self.multi = multi
        self.inbox = inbox
        self.options = options
        // Without HTTP/2 at most six connections to a host, and room to keep those to both hosts.
        rs_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 6)
        rs_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 16)
        rs_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // Each handle has TLS sessions of its own unless they share.
        share = curl_share_init()
        if let share { rs_share_tls_sessions(share) }
    }

    func run() {
        while isOpen || !transfers.isEmpty {
            for order in inbox.takeAll() { follow(order) }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishTransfers()
            // Half a second bounds how long a close that raced with its wake-up goes unseen.
            curl_multi_poll(multi, nil, 0, 500, nil)
        }
        curl_multi_cleanup(multi)
        if let share { curl_share_cleanup(share) }
    }

    private func follow(_ order: Inbox.Order) {
        switch order {
        case .send(let id, let request, let completion):
            guard let transfer = CurlTransfer(request, options: options, share: share, completion: completion) else {
                completion(.failure(.unsendable("out of memory")))
                return
            }
            transfers[id] = transfer
            curl_multi_add_handle(multi, transfer.easy)
        case .cancel(let id):
            remove(id)?.cancel()
        case .close:
            isOpen = false
        }
    }

    private func finishTransfers() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE,
                let id = transfers.first(where: { $0.value.easy == message.pointee.easy_handle })?.key
            else { continue }
            let code = rs_result(message)
            remove(id)?.finish(code)
        }
    }

    private func remove(_ id: Int) -> CurlTransfer? {
        guard let transfer = transfers.removeValue(forKey: id) else { return nil }
        curl_multi_remove_handle(multi, transfer.easy)
        return transfer
    }
}
