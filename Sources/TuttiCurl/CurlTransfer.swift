internal import CCurl
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// An easy handle with the state of the exchange it runs; both are used again for the next one on the same call.
///
/// `@unchecked Sendable`: every member is touched by the worker's thread alone. Other threads only carry the reference, to
/// hand it back to the worker in a `cancel` command.
final class CurlTransfer: @unchecked Sendable {
    /// libcurl's handle; nil once it's cleaned up.
    private(set) var easy: UnsafeMutableRawPointer?
    /// Counts the exchanges, so that a late cancel doesn't hit the next one.
    private(set) var generation: UInt64 = 0
    /// The call of the exchange; nil while idle, because the call holds its idle transfers.
    private(set) var call: CurlCall?
    /// The instance whose address libcurl's handle has: that of the exchange, and while idle that of the last one.
    private(set) var instance: CurlInstance?
    /// What the handle opens connections with, which never changes.
    let settings: CurlSettings
    /// Whether libcurl has it; not while it waits for others to its instance.
    var isBegun = false
    /// How far the exchange has come.
    var phase = UpstreamFailure.Phase.connecting
    /// Whether a connection was opened for this exchange, successfully or not.
    var hasOpenedSocket = false
    /// The `errno` with which a socket could not be opened, of which libcurl knows nothing; zero without one.
    var socketError: Int32 = 0
    /// Where the transfer stands among those running; nil when it isn't.
    var runningIndex: Int?
    /// Who is told of the end; nil while idle.
    var observer: (any UpstreamObserver)?
    /// By what the observer knows the exchange.
    var tag = 0
    var collector: ResponseCollector
    /// The request body, and how much of it libcurl has read.
    var body: [UInt8] = []
    var bodyOffset = 0
    private(set) var deadline = MonotonicTime.distantFuture

    /// libcurl's block of the last header, which it may read once more: see CHeaderStore.h.
    var keptHeader: UnsafeMutableRawPointer?

    /// The worker's, which outlives its transfers.
    unowned let multi: CurlMulti

    private let lines = HeaderLines()
    private var hasBodyOptions = false
    private var hasFreshConnect = false
    private var isSecure = false
    private var forbidsReuse = false
    /// What the body had cost when the transfer was last held back.
    private var workBefore = 0
    private var isHeldBack = false
    private var tellsProgress = false
    private var headerList: UnsafePointer<curl_slist>?
    private var target = ""

    /// A new handle for a call, with all that stays the same set; nil when there's no memory.
    init?(call: CurlCall, settings: CurlSettings, multi: CurlMulti, configuration: CurlTransportConfiguration) {
        collector = ResponseCollector(limits: call.limits)
        self.settings = settings
        self.multi = multi
        guard let easy = ccurl_easy_init() else { return nil }
        self.easy = easy
        guard setOptions(of: call, multi: multi, configuration: configuration, on: easy) else {
            ccurl_easy_cleanup(easy)
            self.easy = nil
            return nil
        }
    }

    deinit {
        cleanUp()
    }

    /// Sets the options that are the same for all requests of a call; false when libcurl refuses one.
    private func setOptions(
        of call: CurlCall, multi: CurlMulti, configuration: CurlTransportConfiguration,
        on easy: UnsafeMutableRawPointer
    ) -> Bool {
        var isSet = true
        func set(_ code: CURLcode) { if code != CURLE_OK { isSet = false } }
        // Both outlive what libcurl keeps of them: the transfer cleans its handle up before it's released, and a
        // connection's close-socket callback comes at the latest when the worker cleans up its multi.
        let transferData = Unmanaged.passUnretained(self).toOpaque()
        let multiData = Unmanaged.passUnretained(multi).toOpaque()

        set(ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        set(ccurl_set_long(easy, CURLOPT_HTTP09_ALLOWED, 0))
        set(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0))
        set(ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1))
        settings.apply(to: easy, set)
        // No signal handlers: −4.4 µs a transfer. SIGPIPE is blocked in the worker's thread.
        set(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
        // Removing a handle doesn't wait for its name to be resolved.
        set(ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1))
        set(ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1))
        set(ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
        set(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, call.connectMilliseconds))
        set(ccurl_set_long(easy, CURLOPT_BUFFERSIZE, configuration.receiveBufferBytes))
        // Bodies come as they were sent: libcurl takes half of a compressed one for a whole one, and lets chunks be framed without
        // bound (docs/decisions/0019-bodies-are-decoded-here.md).
        set(ccurl_set_long(easy, CURLOPT_HTTP_CONTENT_DECODING, 0))
        set(ccurl_set_long(easy, CURLOPT_HTTP_TRANSFER_DECODING, 0))
        if call.isHead {
            set(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
        } else {
            set(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, call.method))
        }

        set(ccurl_set_pointer(easy, CURLOPT_PRIVATE, transferData))
        set(ccurl_set_header(easy, Self.onHeader, transferData))
        set(ccurl_set_write(easy, Self.onBody, transferData))
        set(ccurl_set_progress(easy, Self.onProgress, transferData))
        set(ccurl_set_read(easy, Self.onRead, transferData))
        set(ccurl_set_seek(easy, call.isIdempotent ? Self.onSeek : Self.onSeekRefused, transferData))
        set(ccurl_set_prerequest(easy, Self.onPrerequest, transferData))
        set(ccurl_set_open_socket(easy, Self.onOpenSocket, transferData))
        set(ccurl_set_close_socket(easy, CurlMulti.onCloseSocket, multiData))
        return isSet
    }

    /// Begins an exchange: sets what differs between requests of one call.
    ///
    /// False when libcurl has no memory.
    func prepare(_ request: UpstreamRequest, call: CurlCall, instance: CurlInstance) -> Bool {
        generation &+= 1
        self.call = call
        phase = .connecting
        hasOpenedSocket = false
        socketError = 0
        collector = ResponseCollector(limits: call.limits, mayBeHTTP2: settings.plan.usesHTTP2)
        deadline = request.deadline
        guard let easy else { return false }
        var isSet = true
        func set(_ code: CURLcode) { if code != CURLE_OK { isSet = false } }

        workBefore = 0
        isHeldBack = false
        if tellsProgress {
            tellsProgress = false
            set(ccurl_set_long(easy, CURLOPT_NOPROGRESS, 1))
        }
        if forbidsReuse {
            forbidsReuse = false
            set(ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 0))
        }

        if self.instance !== instance {
            instance.apply(to: easy, after: self.instance, set)
            self.instance = instance
            isSecure = instance.origin.scheme == .https
        }
        if target != request.target {
            target = request.target
            set(ccurl_set_string(easy, CURLOPT_REQUEST_TARGET, target))
        }
        let base = call.lines(for: request.body)
        var wanted = base.first
        let host = call.namesHost ? nil : instance.authority
        if !request.headers.isEmpty || host != nil {
            lines.render(base: base, lines: host.map { ["Host: \($0)"] } ?? [], headers: request.headers)
            wanted = lines.first
        }
        if headerList != wanted {
            headerList = wanted
            set(ccurl_set_headers(easy, wanted))
        }
        if !call.isHead { setBody(request.body, call: call, on: easy, set) }
        return isSet
    }

    /// Gives the connection up if bytes follow the end of the message: behind the last chunk, or over TLS.
    ///
    /// libcurl reads no more than the message has. Over TLS, what is left of a record has been decrypted already, so asking the socket
    /// doesn't find it.
    func forbidReuseIfThereIsMore() {
        // What else has been decrypted of HTTP/2 belongs to other calls.
        guard isSecure || collector.hasExcess, !forbidsReuse, !collector.isHTTP2, collector.isBodyComplete, let easy,
            collector.hasExcess || ccurl_has_decrypted(easy)
        else { return }
        forbidsReuse = ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1) == CURLE_OK
    }

    /// About how much work on one body a round of reading may do: a copy of 256 KiB, 1,024 chunks, or 128 KiB decoded.
    ///
    /// It is checked after each piece, so the read in flight still comes to its end. A transfer that was held back may do twice as
    /// much in a turn: it is read once more, beside the read for its socket.
    static let mostWork = 256 << 10

    /// Ends a round of reading when the transfer has had its share.
    ///
    /// As long as there is something to read, libcurl reads on, up to a hundred times: from a fast service that is 6 MB, or a million
    /// chunks, while all others wait. Pausing a transfer for a moment makes libcurl leave that loop.
    func yieldIfItsShareIsUsed() {
        let work = collector.work
        // Pausing one call of several that share a connection stalls the others.
        guard work &- workBefore >= Self.mostWork, !isHeldBack, !collector.isHTTP2, let easy else { return }
        workBefore = work
        if !tellsProgress { tellsProgress = ccurl_set_long(easy, CURLOPT_NOPROGRESS, 0) == CURLE_OK }
        isHeldBack = tellsProgress && ccurl_easy_pause(easy, CURLPAUSE_RECV) == CURLE_OK
    }

    /// Lets a transfer that was held back be read again when its socket's turn comes.
    func goOnReading() {
        guard isHeldBack, let easy else { return }
        isHeldBack = false
        ccurl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// Ends the exchange and forgets what belonged to it.
    func finish() {
        generation &+= 1
        call = nil
        observer = nil
        body = []
        bodyOffset = 0
    }

    /// Gives the handle back to libcurl.
    func cleanUp() {
        if let easy { ccurl_easy_cleanup(easy) }
        cheaders_release(&keptHeader)
        easy = nil
    }

    private func setBody(
        _ newBody: [UInt8]?, call: CurlCall, on easy: UnsafeMutableRawPointer, _ set: (CURLcode) -> Void
    ) {
        if let newBody {
            body = newBody
            bodyOffset = 0
            if !hasBodyOptions { set(ccurl_set_long(easy, CURLOPT_POST, 1)) }
            set(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(newBody.count)))
        } else if hasBodyOptions {
            set(ccurl_set_long(easy, CURLOPT_HTTPGET, 1))
        }
        hasBodyOptions = newBody != nil
        // libcurl sends a request again when a reused connection closes without a response. A body that can't be
        // rewound keeps it from that; where there's none, only a connection of its own does.
        let wantsFresh = !call.isIdempotent && (newBody?.isEmpty ?? true)
        if wantsFresh != hasFreshConnect {
            hasFreshConnect = wantsFresh
            set(ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, wantsFresh ? 1 : 0))
        }
    }
}
