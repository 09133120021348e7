/// What a request says of the page that has a browser send it (Fetch Metadata Request Headers; RFC 6454).
package struct BrowserRequest {
    private let method: String
    private let headers: any ClientHeaders

    /// A request with that method and those headers.
    package init(method: String, headers: any ClientHeaders) {
        self.method = method
        self.headers = headers
    }

    /// A request that somebody is asked about.
    package init(_ request: AuthenticationRequest) {
        self.init(method: request.method, headers: request.headers)
    }

    private func value(_ name: String) -> String? { headers.values(named: name).first }

    /// Whether somebody waits for a page in a window, and may be sent elsewhere to log in.
    package var isNavigation: Bool {
        guard method == "GET" else { return false }
        if let mode = value("sec-fetch-mode") {
            return mode == "navigate" && value("sec-fetch-dest").map { $0 == "document" } ?? true
        }
        return headers.values(named: "accept").contains { line in
            line.utf8.split(separator: UInt8(ascii: ",")).contains { part in
                let type = ASCII.trimmed(Substring(part.prefix { $0 != UInt8(ascii: ";") }))
                return ASCII.equalIgnoringCase(type, "text/html")
            }
        }
    }

    /// Whether the navigation was begun by a page of another site, so that no cookie of `SameSite=Strict` came along.
    package var comesFromElsewhere: Bool {
        value("sec-fetch-site") == "cross-site"
    }

    /// Whether the request changes nothing (RFC 9110, 9.2.1), and opens no WebSocket, which no page of another origin may have either.
    private var isSafe: Bool {
        ["GET", "HEAD", "OPTIONS"].contains(method) && value("upgrade") == nil
    }

    /// Whether a page of another origin may have made the browser send this: then the session in it doesn't count.
    ///
    /// What changes nothing is never. All else needs `Origin` or `Sec-Fetch-Site`, and each that is there says that the page is of `origin`.
    package func isForged(origin: String) -> Bool {
        guard !isSafe else { return false }
        let origins = headers.values(named: "origin")
        let sites = headers.values(named: "sec-fetch-site")
        guard !origins.isEmpty || !sites.isEmpty else { return true }
        return !origins.allSatisfy { ASCII.equal($0, origin) } || !sites.allSatisfy { $0 == "same-origin" }
    }
}
