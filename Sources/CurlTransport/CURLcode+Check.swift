// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient

extension CURLcode {
    /// Throws unless it says success. `function` is libcurl's that returned it.
    func check(_ function: @autoclosure () -> String) throws(TransportError) {
        guard self != CURLE_OK else { return }
        throw .unsendable(CurlTransportMessages.failed(function(), String(cString: rs_easy_strerror(self))))
    }
}

extension CURLMcode {
    /// Throws unless it says success. `function` is libcurl's that returned it.
    func check(_ function: @autoclosure () -> String) throws(TransportError) {
        guard self != CURLM_OK else { return }
        throw .unsendable(CurlTransportMessages.failed(function(), String(cString: rs_multi_strerror(self))))
    }
}

extension CURLSHcode {
    /// Throws unless it says success. `function` is libcurl's that returned it.
    func check(_ function: @autoclosure () -> String) throws(TransportError) {
        guard self != CURLSHE_OK else { return }
        throw .unsendable(CurlTransportMessages.failed(function(), String(cString: rs_share_strerror(self))))
    }
}
