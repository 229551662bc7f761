// SPDX-License-Identifier: MIT

import Basics
import CCurl
import HTTPClient

/// One request on its way through libcurl: its easy handle, the memory that libcurl points into, the answer so far.
///
/// Made, used and freed on the transport's thread alone.
final class CurlTransfer {
    let id: Int
    let easy: OpaqueHandle
    private let completion: @Sendable (Result<HTTPResponse, TransportError>) -> Void
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let body: UnsafeMutableBufferPointer<UInt8>
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var response = HTTPResponse(status: 0)
    private var isOverBound = false

    typealias OpaqueHandle = UnsafeMutableRawPointer

    /// Nil when libcurl has no memory for a handle.
    init?(
        id: Int, _ request: HTTPRequest, options: CurlOptions, share: UnsafeMutableRawPointer?,
        completion: @escaping @Sendable (Result<HTTPResponse, TransportError>) -> Void
    ) {
        guard let easy = rs_easy_init() else { return nil }
        self.id = id
        self.easy = easy
        self.completion = completion
        body = UnsafeMutableBufferPointer.allocate(capacity: request.body?.count ?? 0)
        _ = body.initialize(from: request.body ?? [])
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        configure(request, options, share)
    }

    deinit {
        rs_easy_cleanup(easy)
        rs_slist_free_all(headerList)
        // The body held secrets.
        body.update(repeating: 0)
        body.deallocate()
        errorText.deallocate()
    }

    /// The transfer that a handle belongs to, for as long as the transport holds it.
    static func of(_ easy: OpaqueHandle) -> CurlTransfer? {
        rs_get_private(easy).map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Hands the outcome over; called once.
    func finish(_ code: CURLcode) {
        if let failure = failure(code) {
            completion(.failure(failure))
            return
        }
        var (status, version) = (0, 0)
        rs_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        rs_get_long(easy, CURLINFO_HTTP_VERSION, &version)
        response.status = status
        response.isMultiplexed = version >= Int(CURL_HTTP_VERSION_2_0)
        completion(.success(response))
    }

    /// Says that the call was cancelled.
    func cancel() {
        completion(.failure(.cancelled))
    }

    // MARK: Request

    private func configure(_ request: HTTPRequest, _ options: CurlOptions, _ share: UnsafeMutableRawPointer?) {
        rs_set_string(easy, CURLOPT_URL, request.url)
        rs_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        if request.body != nil {
            rs_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            rs_set_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress)
            // Without it CUSTOMREQUEST alone would send the body's method as GET.
            rs_set_long(easy, CURLOPT_POST, 1)
        }
        setHeaders(request)
        rs_set_string(easy, CURLOPT_USERAGENT, options.userAgent)
        rs_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        rs_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        rs_set_long(easy, CURLOPT_NOSIGNAL, 1)
        // A key is data, not a place to go: dot segments stay as they are.
        rs_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        rs_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, Int(request.timeout.milliseconds)))
        rs_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        rs_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(CurlOptions.responseBound))
        rs_set_long(easy, CURLOPT_PIPEWAIT, 1)
        if request.needsFreshConnection { rs_set_long(easy, CURLOPT_FRESH_CONNECT, 1) }
        // Loopback is never somebody else's business.
        if request.url.hasPrefix("http://") { rs_set_string(easy, CURLOPT_PROXY, "") }
        configureTLS(options)
        if let share { rs_set_share(easy, share) }
        rs_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        setCallbacks()
    }

    private func configureTLS(_ options: CurlOptions) {
        rs_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        rs_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        rs_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = options.certificateAuthorities { rs_set_string(easy, CURLOPT_CAINFO, file) }
        // libcurl keeps a parsed bundle only where no directory is set beside it; Debian's build sets one.
        rs_set_string(easy, CURLOPT_CAPATH, nil)
    }

    private func setHeaders(_ request: HTTPRequest) {
        // An empty Expect: no round trip spent on asking whether the body may come.
        var lines = ["Accept: application/json", "Expect:"]
        if request.body != nil { lines.append("Content-Type: application/json") }
        if let token = request.token { lines.append("Authorization: Bearer \(token.exposed)") }
        lines += request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        for line in lines { headerList = rs_slist_append(headerList, line) ?? headerList }
        rs_set_headers(easy, headerList)
    }

    // MARK: Response

    private func setCallbacks() {
        // The transport holds the transfer until libcurl is done with the handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        rs_set_pointer(easy, CURLOPT_PRIVATE, context)
        rs_set_pointer(easy, CURLOPT_WRITEDATA, context)
        rs_set_pointer(easy, CURLOPT_HEADERDATA, context)
        rs_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(body: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        rs_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(header: UnsafeRawBufferPointer(start: data, count: size * count))
        }
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        guard response.body.count + bytes.count <= CurlOptions.responseBound else {
            isOverBound = true
            return 0
        }
        if response.body.isEmpty, let length = response.headers["content-length"].flatMap({ Int($0) }) {
            response.body.reserveCapacity(min(max(0, length), CurlOptions.responseBound))
        }
        response.body.append(contentsOf: bytes)
        return bytes.count
    }

    private func take(header bytes: UnsafeRawBufferPointer) -> Int {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A further answer begins, after an interim one.
            response.headers = [:]
        } else if let colon = line.firstIndex(of: ":") {
            response.headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingSpaces()
        }
        return bytes.count
    }

    private func failure(_ code: CURLcode) -> TransportError? {
        // libcurl's text names hosts, ports and certificates, nothing that was sent.
        let text = String(cString: errorText)
        let detail = text.isEmpty ? String(cString: rs_easy_strerror(code)) : text
        switch code {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .unresolved(detail)
        case CURLE_COULDNT_CONNECT: return .unreachable(detail)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .tls(detail)
        case CURLE_SSL_CONNECT_ERROR: return connectionFailure(detail)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge(bound: CurlOptions.responseBound)
        case CURLE_WRITE_ERROR where isOverBound: return .tooLarge(bound: CurlOptions.responseBound)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return .unsendable(detail)
        default: return .broken(detail)
        }
    }

    /// A handshake that ends because the peer hung up may pass; one that fails over TLS itself will not.
    private func connectionFailure(_ detail: String) -> TransportError {
        let hungUp = ["SSL_ERROR_SYSCALL", "Connection reset", "unexpected eof"].contains { detail.contains($0) }
        return hungUp ? .unreachable(detail) : .tls(detail)
    }
}
