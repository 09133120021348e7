internal import CCurl

extension CurlTransfer {
    /// Sets the options that are the same for all requests of a route; false when libcurl refuses one.
    func setOptions(
        of route: PreparedRoute, multi: CurlMulti, configuration: CurlTransportConfiguration,
        on easy: UnsafeMutableRawPointer
    ) -> Bool {
        var isSet = true
        func set(_ code: CURLcode) { if code != CURLE_OK { isSet = false } }
        // Both outlive what libcurl keeps of them: the transfer cleans its handle up before it's released, and a
        // connection's close-socket callback comes at the latest when the worker cleans up its multi.
        let transferData = Unmanaged.passUnretained(self).toOpaque()
        let multiData = Unmanaged.passUnretained(multi).toOpaque()

        set(ccurl_set_url(easy, route.url))
        set(ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        set(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)))
        set(ccurl_set_long(easy, CURLOPT_HTTP09_ALLOWED, 0))
        set(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0))
        set(ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1))
        // Neither the proxy variables of the environment nor a proxy. Otherwise libcurl searches the whole environment for each of
        // them per transfer: twice for `no_proxy` alone, 1,300 instructions with 30 variables.
        set(ccurl_set_string(easy, CURLOPT_PROXY, ""))
        set(ccurl_set_string(easy, CURLOPT_NOPROXY, "*"))
        // No signal handlers: −4.4 µs a transfer. SIGPIPE is blocked in the worker's thread.
        set(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
        // Removing a handle doesn't wait for its name to be resolved.
        set(ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1))
        if let bundle = configuration.certificateAuthorities { set(ccurl_set_string(easy, CURLOPT_CAINFO, bundle)) }
        set(ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1))
        set(ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
        set(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, route.connectMilliseconds))
        set(ccurl_set_long(easy, CURLOPT_BUFFERSIZE, configuration.receiveBufferBytes))
        // Bodies come as they were sent: libcurl takes half of a compressed one for a whole one, and lets chunks be framed without
        // bound (docs/decisions/0019-bodies-are-decoded-here.md).
        set(ccurl_set_long(easy, CURLOPT_HTTP_CONTENT_DECODING, 0))
        set(ccurl_set_long(easy, CURLOPT_HTTP_TRANSFER_DECODING, 0))
        if route.isHead {
            set(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
        } else {
            set(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, route.method))
        }

        set(ccurl_set_pointer(easy, CURLOPT_PRIVATE, transferData))
        set(ccurl_set_header(easy, Self.onHeader, transferData))
        set(ccurl_set_write(easy, Self.onBody, transferData))
        set(ccurl_set_progress(easy, Self.onProgress, transferData))
        set(ccurl_set_read(easy, Self.onRead, transferData))
        set(ccurl_set_seek(easy, route.isIdempotent ? Self.onSeek : Self.onSeekRefused, transferData))
        set(ccurl_set_prerequest(easy, Self.onPrerequest, transferData))
        set(ccurl_set_open_socket(easy, Self.onOpenSocket, transferData))
        set(ccurl_set_close_socket(easy, CurlMulti.onCloseSocket, multiData))
        return isSet
    }
}
