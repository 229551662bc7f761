// SPDX-License-Identifier: MIT

import CCurl
import HTTPClient

extension CURLcode {
    /// Throws unless it says success. `what` is what libcurl was asked for.
    func check(_ what: @autoclosure () -> String) throws(TransportError) {
        guard self != CURLE_OK else { return }
        throw .unsendable(CurlTransportMessages.refused(what(), String(cString: rs_easy_strerror(self))))
    }
}

extension CURLMcode {
    /// Throws unless it says success. `what` is what libcurl was asked for.
    func check(_ what: @autoclosure () -> String) throws(TransportError) {
        guard self != CURLM_OK else { return }
        throw .unsendable(CurlTransportMessages.refused(what(), String(cString: rs_multi_strerror(self))))
    }
}
