// SPDX-License-Identifier: MIT

import Basics
import CCurl
import HTTPClient

/// One request on its way through libcurl: its easy handle, and the response so far.
///
/// Made, used and freed on the transport's thread alone.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private let options: CurlOptions
    private let completion: @Sendable (Result<HTTPResponse, TransportError>) -> Void
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var response: CurlResponse

    /// Throws when libcurl does not take the request as it is: a part of it must not be missing when it is sent.
    init(
        _ request: HTTPRequest, options: CurlOptions, share: UnsafeMutableRawPointer,
        completion: @escaping @Sendable (Result<HTTPResponse, TransportError>) -> Void
    ) throws(TransportError) {
        guard let easy = rs_easy_init() else { throw .unsendable(CurlTransportMessages.outOfMemory) }
        self.easy = easy
        self.options = options
        response = CurlResponse(bound: options.bound)
        self.completion = completion
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(request, share)
        try setBody(request)
        try setHeaders(request)
        try configureTLS()
        try setCallbacks()
    }

    deinit {
        rs_easy_cleanup(easy)
        rs_slist_free_all(headerList)
        errorText.deallocate()
    }

    // MARK: End; one of these is called, once

    /// libcurl is done with it.
    func finish(_ code: CURLcode) {
        if let failure = failure(code) { return completion(.failure(failure)) }
        var (status, version) = (0, 0)
        guard rs_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK,
            rs_get_long(easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK
        else { return completion(.failure(.broken(CurlTransportMessages.outOfMemory))) }
        completion(
            .success(
                HTTPResponse(
                    status: status, headers: response.headers, body: response.body,
                    isMultiplexed: version >= Int(CURL_HTTP_VERSION_2_0))))
    }

    func cancel() { completion(.failure(.cancelled)) }

    func fail(_ error: TransportError) { completion(.failure(error)) }

    // MARK: Request

    private func configure(_ request: HTTPRequest, _ share: UnsafeMutableRawPointer) throws(TransportError) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        try set(CURLOPT_USERAGENT, options.userAgent)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NOSIGNAL, 1)
        // A key is data, not a place to go: dot segments stay as they are.
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_TIMEOUT_MS, max(1, Int(request.timeout.milliseconds)))
        try set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        try set(CURLOPT_PIPEWAIT, 1)
        if request.needsFreshConnection { try set(CURLOPT_FRESH_CONNECT, 1) }
        // What is sent in plain text goes to its host and to nobody else.
        if !request.url.lowercased().hasPrefix("https://") { try set(CURLOPT_PROXY, "") }
        try rs_set_share(easy, share).check(Self.name(CURLOPT_SHARE))
        try set(CURLOPT_ERRORBUFFER, pointer: errorText)
    }

    private func setBody(_ request: HTTPRequest) throws(TransportError) {
        guard let body = request.body else { return }
        try rs_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            .check(Self.name(CURLOPT_POSTFIELDSIZE_LARGE))
        // libcurl copies it. A null pointer would mean no body, so an empty body needs a real one.
        let code = (body.isEmpty ? [0] : body).withUnsafeBytes {
            rs_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
        }
        try code.check(Self.name(CURLOPT_COPYPOSTFIELDS))
        // Without it CUSTOMREQUEST alone would send the body's method as GET.
        try set(CURLOPT_POST, 1)
    }

    private func configureTLS() throws(TransportError) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = options.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
        // libcurl keeps a parsed bundle only where no directory is set beside it; Debian's build sets one.
        try set(CURLOPT_CAPATH, nil)
    }

    private func setHeaders(_ request: HTTPRequest) throws(TransportError) {
        // An empty Expect: no round trip spent on asking whether the body may come.
        var lines = ["Accept: application/json", "Expect:"]
        if request.body != nil { lines.append("Content-Type: application/json") }
        if let token = request.token { lines.append("Authorization: Bearer \(token.exposed)") }
        lines += request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        for line in lines {
            // A line break would begin another header.
            guard line.isHeaderValue else { throw .unsendable(CurlTransportMessages.controlCharacter) }
            guard let list = rs_slist_append(headerList, line) else {
                throw .unsendable(CurlTransportMessages.outOfMemory)
            }
            headerList = list
        }
        try rs_set_headers(easy, headerList).check(Self.name(CURLOPT_HTTPHEADER))
    }

    private func setCallbacks() throws(TransportError) {
        // The transport holds the transfer until libcurl is done with the handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try set(CURLOPT_WRITEDATA, pointer: context)
        try set(CURLOPT_HEADERDATA, pointer: context)
        try set(CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(body: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        try set(CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.response.take(header: UnsafeRawBufferPointer(start: data, count: size * count))
        }
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try rs_set_long(easy, option, value).check(Self.name(option))
    }

    private func set(_ option: CURLoption, _ value: String?) throws(TransportError) {
        try rs_set_string(easy, option, value).check(Self.name(option))
    }

    private func set(_ option: CURLoption, pointer: UnsafeRawPointer) throws(TransportError) {
        try rs_set_pointer(easy, option, pointer).check(Self.name(option))
    }

    private func set(_ option: CURLoption, _ callback: rs_data_callback) throws(TransportError) {
        try rs_set_data_callback(easy, option, callback).check(Self.name(option))
    }

    /// libcurl's numbers are in `curl.h`; a value may be a secret and is not named.
    private static func name(_ option: CURLoption) -> String { "curl_easy_setopt \(option.rawValue)" }

    // MARK: Response

    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        var status = 0
        guard rs_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK else { return 0 }
        return response.take(body: bytes, isSuccess: (200..<300).contains(status))
    }

    private func failure(_ code: CURLcode) -> TransportError? {
        // libcurl's text names hosts, ports and certificates, nothing that was sent.
        let text = String(cString: errorText)
        let detail = text.isEmpty ? String(cString: rs_easy_strerror(code)) : text
        switch code {
        case CURLE_OK: return nil
        case CURLE_WRITE_ERROR where response.isCut: return nil
        case CURLE_WRITE_ERROR where response.isOverBound: return .tooLarge(bound: options.bound)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unresolved(detail)
        case CURLE_COULDNT_CONNECT: return .unreachable(detail)
        case CURLE_SSL_CACERT_BADFILE:
            guard let file = options.certificateAuthorities else { return .tls(detail) }
            return .badAuthorities(file: file, variable: options.certificateVariable)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            return .tls(detail)
        case CURLE_SSL_CONNECT_ERROR: return connectionFailure(detail)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return .unsendable(detail)
        default: return .broken(detail)
        }
    }

    /// A handshake that ends because the peer hung up may pass; one that fails over TLS itself will not.
    private func connectionFailure(_ detail: String) -> TransportError {
        let hungUp = ["SSL_ERROR_SYSCALL", "Connection reset", "unexpected eof"].contains { detail.contains($0) }
        if hungUp { return .unreachable(detail) }
        // OpenSSL's words for bytes that are no TLS record.
        let isPlain = ["wrong version number", "packet length too long", "http request"].contains {
            detail.contains($0)
        }
        return isPlain ? .notTLS : .tls(detail)
    }
}
