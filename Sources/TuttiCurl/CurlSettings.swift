internal import CCurl
internal import TuttiPlan
internal import TuttiResilience

/// What a worker keeps for how connections are opened: the files of TLS, in memory that libcurl may read at any time.
///
/// libcurl opens a new connection where one of them differs. (It doesn't compare keys, but another key has another certificate.)
///
/// Confined to its worker.
final class CurlSettings {
    let plan: ConnectionPlan
    private let authorities: CurlBlob?
    private let chain: CurlBlob?
    private let key: CurlBlob?

    init(_ plan: ConnectionPlan) {
        self.plan = plan
        authorities = plan.tls?.authorities.map(CurlBlob.init)
        chain = plan.tls?.certificate.map { CurlBlob($0.chain) }
        key = plan.tls?.certificate.map { CurlBlob($0.key) }
    }

    /// Sets all of it; `set` is told what libcurl says of each option.
    func apply(to easy: UnsafeMutableRawPointer, _ set: (CURLcode) -> Void) {
        // Zero would be no bound.
        func seconds(_ nanoseconds: Int64) -> Int { Int(max((nanoseconds - 1) / 1_000_000_000 + 1, 1)) }
        set(ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, seconds(plan.keepAlive.nanoseconds)))
        set(ccurl_set_long(easy, CURLOPT_MAXLIFETIME_CONN, seconds(plan.life.nanoseconds)))
        setVersion(on: easy, set)
        setProxy(on: easy, set)
        setTLS(on: easy, set)
    }

    private func setVersion(on easy: UnsafeMutableRawPointer, _ set: (CURLcode) -> Void) {
        guard plan.usesHTTP2 else {
            set(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
            return
        }
        set(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
        // Calls that come at once share the first connection, and don't open one each.
        set(ccurl_set_long(easy, CURLOPT_PIPEWAIT, 1))
        // RFC 9113, 9.2.2. It is also what keeps libcurl from sending a request of HTTP/1.1 over such a connection: it compares the
        // suites before it uses a connection again, and not the version.
        set(ccurl_set_string(easy, CURLOPT_SSL_CIPHER_LIST, Self.suites))
    }

    private static let suites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    private func setProxy(on easy: UnsafeMutableRawPointer, _ set: (CURLcode) -> Void) {
        guard let proxy = plan.proxy else {
            // Neither the proxy variables of the environment nor a proxy. Otherwise libcurl searches the whole environment for each of
            // them per transfer: twice for `no_proxy` alone, 1,300 instructions with 30 variables.
            set(ccurl_set_string(easy, CURLOPT_PROXY, ""))
            set(ccurl_set_string(easy, CURLOPT_NOPROXY, "*"))
            return
        }
        let host = proxy.host.contains(":") ? "[\(proxy.host)]" : proxy.host
        set(ccurl_set_string(easy, CURLOPT_PROXY, "http://\(host):\(proxy.port)"))
        set(ccurl_set_string(easy, CURLOPT_NOPROXY, ""))
        set(ccurl_set_long(easy, CURLOPT_HTTPPROXYTUNNEL, 1))
        // What the proxy says to CONNECT is no response of the service.
        set(ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1))
        if let credentials = proxy.credentials {
            set(ccurl_set_string(easy, CURLOPT_PROXYUSERNAME, credentials.user))
            set(ccurl_set_string(easy, CURLOPT_PROXYPASSWORD, credentials.password))
        }
    }

    private func setTLS(on easy: UnsafeMutableRawPointer, _ set: (CURLcode) -> Void) {
        let lowest = plan.tls?.minimum == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
        set(ccurl_set_long(easy, CURLOPT_SSLVERSION, Int(lowest)))
        if let authorities {
            // Or those of this folder, which Debian has, would be trusted as well.
            set(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
            set(ccurl_set_blob(easy, CURLOPT_CAINFO_BLOB, authorities.bytes, authorities.count))
        }
        if let chain, let key {
            set(ccurl_set_blob(easy, CURLOPT_SSLCERT_BLOB, chain.bytes, chain.count))
            set(ccurl_set_blob(easy, CURLOPT_SSLKEY_BLOB, key.bytes, key.count))
        }
    }
}
