internal import CCurl
internal import TuttiPlan
internal import TuttiUpstream

/// What a worker keeps for an instance: its address, parsed.
///
/// Confined to its worker. A transfer keeps the one that its handle was set up with last, so that libcurl never reads an address that is
/// gone.
final class CurlInstance {
    let origin: UpstreamOrigin
    /// How connections to it are opened.
    let settings: CurlSettings
    /// Of all workers.
    let openConnections: OpenConnections
    /// Scheme, host and port; the host is what the certificate has to be for.
    ///
    /// The target is given per request (`CURLOPT_REQUEST_TARGET`), so nothing is parsed again.
    let url: OpaquePointer
    /// What `Host` has to say where the URL has another host; nil where libcurl finds it in the URL.
    let authority: String?
    /// The transfers that libcurl has, where they are bounded.
    var running = 0
    /// Those that wait until it has fewer; the one that came first is the first.
    var waiting: [(transfer: CurlTransfer, generation: UInt64)] = []
    /// Where connections go in place of the URL's host and port (`CURLOPT_CONNECT_TO`).
    ///
    /// libcurl sends a request over a connection only where this is the same.
    private let place = HeaderLines()

    /// Prepares an instance; nil when libcurl finds no address in its origin.
    init?(_ instance: UpstreamInstance, settings: CurlSettings) {
        let origin = instance.origin
        let name = origin.scheme == .https ? instance.connection.tls?.name : nil
        guard let url = Self.makeURL(origin, host: name ?? origin.host) else { return nil }
        self.url = url
        self.origin = origin
        self.settings = settings
        openConnections = instance.openConnections
        authority = name == nil ? nil : origin.authority
        if name != nil || instance.address != nil {
            let host = Self.bracketed(instance.address ?? origin.host)
            place.render(lines: ["::\(host):\(origin.port)"], headers: [])
        }
    }

    deinit {
        ccurl_url_cleanup(url)
    }

    /// Whether libcurl has as many transfers to it as it may have.
    var isFull: Bool { settings.plan.atMost.map { running >= $0 } ?? false }

    /// Sets where requests go; `former` is the instance that the handle has had so far.
    func apply(to easy: UnsafeMutableRawPointer, after former: CurlInstance?, _ set: (CURLcode) -> Void) {
        set(ccurl_set_url(easy, url))
        if place.first != nil || former?.place.first != nil { set(ccurl_set_connect_to(easy, place.first)) }
        if origin.socketPath != nil || former?.origin.socketPath != nil {
            set(ccurl_set_string(easy, CURLOPT_UNIX_SOCKET_PATH, origin.socketPath))
        }
    }

    private static func makeURL(_ origin: UpstreamOrigin, host: String) -> OpaquePointer? {
        guard origin.port > 0, origin.port <= 65_535, CurlLibrary.failure == nil, let url = ccurl_url() else {
            return nil
        }
        let codes = [
            ccurl_url_set(url, CURLUPART_SCHEME, origin.scheme.rawValue, 0),
            ccurl_url_set(url, CURLUPART_HOST, bracketed(host), 0),
            ccurl_url_set(url, CURLUPART_PORT, String(origin.port), 0),
            ccurl_url_set(url, CURLUPART_PATH, "/", 0),
        ]
        if codes.contains(where: { $0 != CURLUE_OK }) || host.isEmpty {
            ccurl_url_cleanup(url)
            return nil
        }
        return url
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
