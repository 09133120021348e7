internal import CCurl
internal import TuttiResilience
internal import TuttiUpstream

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension UpstreamFailure {
    /// What the code of an ended transfer means to a caller.
    ///
    /// `systemError` is the `errno` of a failed connect, zero without one; `phase` how far the exchange had come, which no
    /// code tells; `isPastDeadline` whether the request's own deadline has come.
    init(
        curl code: CURLcode, origin: UpstreamOrigin, connectMilliseconds: Int, systemError: Int32, phase: Phase,
        isPastDeadline: Bool
    ) {
        self = Self.meaning(
            of: code, origin: origin, connectMilliseconds: connectMilliseconds, systemError: systemError,
            isConnecting: phase == .connecting, isPastDeadline: isPastDeadline)
        self.phase = phase
    }

    private static func meaning(
        of code: CURLcode, origin: UpstreamOrigin, connectMilliseconds: Int, systemError: Int32, isConnecting: Bool,
        isPastDeadline: Bool
    ) -> UpstreamFailure {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            if isConnecting && !isPastDeadline {
                let limit = "connect-timeout (\(connectMilliseconds) ms)"
                return UpstreamFailure(.connect, "connecting to \(origin) took longer than its \(limit)")
            } else if isConnecting {
                return UpstreamFailure(.timeout, "the deadline passed while connecting to \(origin)")
            } else {
                return UpstreamFailure(.timeout, "\(origin) had not answered completely when its time was over")
            }
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return UpstreamFailure(.dns, "the name \(origin.host) did not resolve")
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE, CURLE_FAILED_INIT,
            CURLE_URL_MALFORMAT:
            let reason = systemError != 0 ? String(cString: strerror(systemError)) : text(code)
            return UpstreamFailure(.connect, "no connection to \(origin): \(reason)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CLIENTCERT:
            return UpstreamFailure(.tls, "TLS with \(origin) failed: \(text(code))")
        case CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY, tooLargeForLibcurl:
            // libcurl reports a single header line over 100 kB as lack of memory.
            return UpstreamFailure(.tooLarge, "a header line of \(origin) is longer than can be taken in")
        case CURLE_GOT_NOTHING:
            return UpstreamFailure(.reset, "\(origin) closed the connection without an answer")
        case CURLE_PARTIAL_FILE:
            return UpstreamFailure(.reset, "\(origin) closed the connection before the end of the body")
        case CURLE_SEND_FAIL_REWIND:
            return UpstreamFailure(
                .reset, "\(origin) closed a connection that was open already; the request isn't one to send again")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return UpstreamFailure(.reset, "\(origin) did not answer in HTTP/1.1")
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            return UpstreamFailure(.reset, "the body from \(origin) could not be decoded")
        default:
            return UpstreamFailure(.reset, "the exchange with \(origin) broke: \(text(code))")
        }
    }

    /// What a refused response means to a caller.
    init(_ violation: ResponseCollector.Violation, origin: UpstreamOrigin) {
        switch violation {
        case .headerBytes(let limit):
            self.init(.tooLarge, "the header section from \(origin) is over \(limit) bytes")
        case .headerFields(let limit):
            self.init(.tooLarge, "the response from \(origin) has more than \(limit) header fields")
        case .bodyBytes(let limit):
            self.init(.tooLarge, "the body from \(origin) is over \(limit) bytes (max-response)")
        case .encodedBytes(let limit):
            self.init(.tooLarge, "the compressed body from \(origin) is over \(limit) bytes (max-response)")
        case .ambiguousLength:
            self.init(.reset, "\(origin) answered with a Content-Length that is wrong or contradicts itself")
        case .severalCodings:
            self.init(
                .reset,
                "\(origin) answered with a body that is encoded several times, or by a transfer coding but chunked")
        case .switchedProtocols:
            self.init(.reset, "\(origin) answered 101 Switching Protocols, which it was not asked to")
        }
    }

    /// `CURLE_TOO_LARGE`, which libcurl has since 8.6.
    private static let tooLargeForLibcurl = CURLcode(rawValue: 100)

    private static func text(_ code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "libcurl error \(code.rawValue)"
    }
}
