internal import CCurl
internal import TuttiUpstream

/// What a worker keeps for an instance: its address, parsed.
///
/// Confined to its worker. A transfer keeps the one that its handle was set up with last, so that libcurl never reads an address that is
/// gone.
final class CurlInstance {
    let origin: UpstreamOrigin
    /// Scheme, host and port.
    ///
    /// The target is given per request (`CURLOPT_REQUEST_TARGET`), so nothing is parsed again.
    let url: OpaquePointer

    /// Prepares an instance; nil when libcurl finds no address in its origin.
    init?(_ origin: UpstreamOrigin) {
        guard let url = Self.makeURL(origin) else { return nil }
        self.url = url
        self.origin = origin
    }

    deinit {
        ccurl_url_cleanup(url)
    }

    private static func makeURL(_ origin: UpstreamOrigin) -> OpaquePointer? {
        guard origin.port > 0, origin.port <= 65_535, CurlLibrary.failure == nil, let url = ccurl_url() else {
            return nil
        }
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        let codes = [
            ccurl_url_set(url, CURLUPART_SCHEME, origin.scheme.rawValue, 0),
            ccurl_url_set(url, CURLUPART_HOST, host, 0),
            ccurl_url_set(url, CURLUPART_PORT, String(origin.port), 0),
            ccurl_url_set(url, CURLUPART_PATH, "/", 0),
        ]
        if codes.contains(where: { $0 != CURLUE_OK }) || host.isEmpty {
            ccurl_url_cleanup(url)
            return nil
        }
        return url
    }
}
