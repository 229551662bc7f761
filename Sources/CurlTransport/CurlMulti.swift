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
        switch CurlVersion.installed {
        case .failure(let error): throw .unsendable(error.message)
        case .success(let version) where version < .oldest: throw .unsendable(CurlTransportMessages.tooOld(version))
        case .success: break
        }
        try rs_global_init().check("curl_global_init")
        guard let handle = rs_multi_init() else { throw .unsendable(CurlTransportMessages.outOfMemory) }
        guard let share = rs_share_init() else {
            let code = rs_multi_cleanup(handle)
            assert(code == CURLM_OK)
            throw .unsendable(CurlTransportMessages.outOfMemory)
        }
        self.handle = handle
        self.share = share
        try rs_share_tls_sessions(share).check("curl_share_setopt")
        // Without HTTP/2 at most six connections to a host, and room to keep those to both hosts.
        try set(CURLMOPT_MAX_HOST_CONNECTIONS, 6)
        try set(CURLMOPT_MAXCONNECTS, 16)
        try set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit {
        // Neither fails once the transfers are gone, which `CurlEventLoop` sees to.
        let codes = (rs_multi_cleanup(handle), rs_share_cleanup(share))
        assert(codes == (CURLM_OK, CURLSHE_OK))
    }

    func add(_ transfer: CurlTransfer) throws(TransportError) {
        try rs_multi_add_handle(handle, transfer.easy).check("curl_multi_add_handle")
    }

    func remove(_ transfer: CurlTransfer) throws(TransportError) {
        try rs_multi_remove_handle(handle, transfer.easy).check("curl_multi_remove_handle")
    }

    /// Drives every transfer as far as it goes without waiting.
    func perform() throws(TransportError) {
        try rs_multi_perform(handle).check("curl_multi_perform")
    }

    /// Ends with a wake-up, with something to read or write, or with libcurl's own next timeout.
    func poll() throws(TransportError) {
        try rs_multi_poll(handle, 60_000).check("curl_multi_poll")
    }

    /// The next transfer that has ended.
    func nextDone() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var code = CURLE_OK
        return rs_multi_next_done(handle, &code).map { ($0, code) }
    }

    private func set(_ option: CURLMoption, _ value: Int) throws(TransportError) {
        try rs_multi_set_long(handle, option, value).check("curl_multi_setopt \(option.rawValue)")
    }
}
