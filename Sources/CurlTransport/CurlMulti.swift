// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient

/// libcurl's multi handle, and what its transfers share. Belongs to one thread.
final class CurlMulti {
    let handle: UnsafeMutableRawPointer
    /// Each easy handle would have TLS sessions of its own.
    let share: UnsafeMutableRawPointer

    /// Loads the library first, if nobody has.
    init() throws(TransportError) {
        if let reason = rs_load() {
            throw .unsendable(CurlTransportMessages.cannotBeLoaded(String(cString: reason)))
        }
        let version = CurlVersion(number: rs_version())
        guard version >= .oldest else { throw .unsendable(CurlTransportMessages.tooOld(version)) }
        guard rs_global_init() == CURLE_OK, let handle = rs_multi_init() else {
            throw .unsendable(CurlTransportMessages.notStarted)
        }
        guard let share = rs_share_init() else {
            rs_multi_cleanup(handle)
            throw .unsendable(CurlTransportMessages.notStarted)
        }
        self.handle = handle
        self.share = share
        guard rs_share_tls_sessions(share) == CURLSHE_OK else {
            throw .unsendable(CurlTransportMessages.notStarted)
        }
        // Without HTTP/2 at most six connections to a host, and room to keep those to both hosts.
        try set(CURLMOPT_MAX_HOST_CONNECTIONS, 6)
        try set(CURLMOPT_MAXCONNECTS, 16)
        try set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit {
        // Neither can fail once the transfers are gone.
        rs_multi_cleanup(handle)
        rs_share_cleanup(share)
    }

    func add(_ transfer: CurlTransfer) throws(TransportError) {
        try rs_multi_add_handle(handle, transfer.easy).check("a transfer")
    }

    func remove(_ transfer: CurlTransfer) throws(TransportError) {
        try rs_multi_remove_handle(handle, transfer.easy).check("a transfer's end")
    }

    /// Lets libcurl go on with every transfer.
    func perform() throws(TransportError) {
        try rs_multi_perform(handle).check("to go on")
    }

    /// Ends with a wake-up, with something to read or write, or with libcurl's own next timeout.
    func poll() throws(TransportError) {
        try rs_multi_poll(handle, 60_000).check("to wait")
    }

    /// The next transfer that has ended.
    func nextDone() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var code = CURLE_OK
        return rs_multi_next_done(handle, &code).map { ($0, code) }
    }

    private func set(_ option: CURLMoption, _ value: Int) throws(TransportError) {
        try rs_multi_set_long(handle, option, value).check("option \(option.rawValue)")
    }
}
