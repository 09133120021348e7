internal import CCurl
internal import Glibc
internal import TuttiResilience
internal import TuttiUpstream

extension UpstreamFailure {
    /// How far an exchange had come when it failed, which no code of libcurl's says.
    struct Course {
        var phase: Phase
        /// Whether the request was on its way, and the header section of the response not complete.
        var isInHeader = false
        /// The `errno` of a failed connect, or of a socket that could not be opened; zero without one.
        var systemError: Int32 = 0
        /// What a proxy has said to the request for a tunnel, zero for nothing; nil without a proxy.
        var proxyStatus: Int?
    }

    /// What the code of an ended transfer means to a caller; `isPastDeadline` says whether the request's own deadline has come.
    init(curl code: CURLcode, call: CurlCall, origin: UpstreamOrigin, course: Course, isPastDeadline: Bool) {
        self =
            Self.want(code, origin, course)
            ?? Self.meaning(of: code, call: call, origin: origin, course: course, isPastDeadline: isPastDeadline)
        phase = course.phase
    }

    /// The failure of an exchange for which this side lacked something; nil of any other.
    private static func want(_ code: CURLcode, _ origin: UpstreamOrigin, _ course: Course) -> UpstreamFailure? {
        let error: Int32
        switch code {
        case CURLE_COULDNT_CONNECT: error = course.systemError
        // A resolver and a TLS library open files, and don't say when they can't for want of descriptors.
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_FAILED_INIT, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR:
            error = csocket_want()
        // libcurl reports a single header line over 100 kB as lack of memory, too.
        case CURLE_OUT_OF_MEMORY: error = course.isInHeader ? 0 : ENOMEM
        default: return nil
        }
        guard ResourceShortage.isOne(error) else { return nil }
        return UpstreamFailure(.overloaded, "no connection to \(origin): \(String(cString: strerror(error)))")
    }

    private static func meaning(
        of code: CURLcode, call: CurlCall, origin: UpstreamOrigin, course: Course, isPastDeadline: Bool
    ) -> UpstreamFailure {
        let isConnecting = course.phase == .connecting
        if isConnecting, let status = course.proxyStatus, [CURLE_RECV_ERROR, CURLE_SEND_ERROR].contains(code) {
            return .noTunnel(to: origin, status: status == 0 ? nil : status)
        }
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            if isConnecting && !isPastDeadline {
                let limit = "connect-timeout (\(call.connectMilliseconds) ms)"
                return UpstreamFailure(.connect, "connecting to \(origin) took longer than its \(limit)")
            } else if isConnecting {
                return UpstreamFailure(.timeout, "the deadline passed while connecting to \(origin)")
            } else {
                return UpstreamFailure(.timeout, "\(origin) had not answered completely when its time was over")
            }
        case CURLE_COULDNT_RESOLVE_PROXY:
            return UpstreamFailure(.dns, "the name of the proxy to \(origin) did not resolve")
        case CURLE_COULDNT_RESOLVE_HOST:
            return UpstreamFailure(.dns, "the name \(origin.host) did not resolve")
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE, CURLE_FAILED_INIT,
            CURLE_URL_MALFORMAT:
            let reason = course.systemError != 0 ? String(cString: strerror(course.systemError)) : text(code)
            return UpstreamFailure(.connect, "no connection to \(origin): \(reason)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CLIENTCERT:
            return UpstreamFailure(.tls, "TLS with \(origin) failed: \(text(code))")
        case CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY, tooLargeForLibcurl:
            return UpstreamFailure(.tooLarge, "a header line of \(origin) is longer than can be taken in")
        case CURLE_GOT_NOTHING:
            return UpstreamFailure(.reset, "\(origin) closed the connection without a response")
        case CURLE_PARTIAL_FILE:
            return UpstreamFailure(.reset, "\(origin) closed the connection before the end of the body")
        case CURLE_SEND_FAIL_REWIND:
            return UpstreamFailure(
                .reset, "\(origin) closed a connection that was open already; the request isn't one to send again")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return UpstreamFailure(.badResponse, "\(origin) did not answer in HTTP/1.1")
        case CURLE_BAD_FUNCTION_ARGUMENT:
            // What libcurl's own list of headers says of a line without a colon.
            return UpstreamFailure(.badResponse, "the header section from \(origin) could not be read")
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            return UpstreamFailure(.badResponse, "the body from \(origin) could not be decoded")
        default:
            return UpstreamFailure(.reset, "the exchange with \(origin) broke: \(text(code))")
        }
    }

    /// The worker takes no more requests.
    static func transportStopped(_ phase: Phase) -> UpstreamFailure {
        UpstreamFailure(.canceled, "the server is shutting down", phase: phase)
    }

    /// `CURLE_TOO_LARGE`, which libcurl has since 8.6.
    private static let tooLargeForLibcurl = CURLcode(rawValue: 100)

    private static func text(_ code: CURLcode) -> String {
        ccurl_easy_strerror(code).map { String(cString: $0) } ?? "libcurl error \(code.rawValue)"
    }
}
