package import HTTPTypes

/// The headers by which a service learns who sent a request that is forwarded to it.
package struct ForwardingHeaders: Sendable, Equatable {
    /// Whether `Forwarded` (RFC 7239) is sent beside `X-Forwarded-*`, which more services read.
    package let sendsForwarded: Bool
    /// The gateway's name in `Via` (RFC 9110, 7.6.3), a token; nil sends none.
    package let via: String?
    /// `Via` of requests of HTTP/1.1, and of HTTP/2.
    private let via11, via2: HTTPField?

    /// What is sent.
    package init(sendsForwarded: Bool = false, via: String? = "tutti") {
        self.sendsForwarded = sendsForwarded
        self.via = via
        via11 = via.map { HTTPField(name: .via, value: "1.1 \($0)") }
        via2 = via.map { HTTPField(name: .via, value: "2 \($0)") }
    }

    /// Makes the headers of a client's request those of the request to a service.
    ///
    /// First all goes that was meant for the client's connection, then all that the client says of its address; what is said then is
    /// the gateway's own. Of the chain only the addresses are passed on that trusted proxies have vouched for.
    ///
    /// - Parameters:
    ///   - headers: the client's; what else is passed on, and `Host`, are for others to decide.
    ///   - client: who sent it.
    ///   - scheme: the one of the connection, for a client of which no proxy says more.
    ///   - host: the request's `Host`, for the same.
    ///   - version: the version of HTTP in which the request came, `1.1` or `2`.
    package func rewrite(
        _ headers: inout [HTTPField], client: OriginalClient, scheme: OriginalClient.Scheme, host: String?,
        version: String
    ) {
        ConnectionHeaders.remove(from: &headers)
        headers.removeHeaders(where: Self.tellsOfClient)

        let scheme = client.scheme ?? scheme
        let host = client.host?.text ?? host
        // Who has connected to a socket in the file system has none.
        if let field = client.forwardedFor { headers.append(field) }
        headers.append(scheme == .https ? Self.https : Self.http)
        if let host { headers.append(HTTPField(name: Self.forwardedHost, value: host)) }
        if sendsForwarded {
            headers.append(
                HTTPField(name: Self.forwarded, value: Self.elements([client.address] + client.proxies, scheme, host)))
        }
        if let via = version == "2" ? via2 : via11 { headers.append(via) }
    }

    /// `X-Forwarded-*`, `Forwarded` and `X-Real-IP`; with `_` for `-`, too, which services with CGI names can't tell from them.
    ///
    /// And `Proxy`, which these take for the proxy of their own requests (CVE-2016-5385, "httpoxy"). The name is in lower case.
    package static func tellsOfClient(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "x"), UInt8(ascii: "f"): break
        case UInt8(ascii: "p"): return name == "proxy"
        default: return false
        }
        let name = name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        return name.starts(with: "x-forwarded-".utf8) || name.elementsEqual("forwarded".utf8)
            || name.elementsEqual("x-real-ip".utf8)
    }

    /// What each proxy has seen; scheme and host are those that the client has used, and stand with its address.
    private static func elements(_ chain: [IPAddress?], _ scheme: OriginalClient.Scheme, _ host: String?) -> String {
        chain.enumerated().map { index, address in
            var element = "for=\(address.map { $0.isIPv4 ? $0.description : "\"[\($0)]\"" } ?? "unknown")"
            if index == 0 {
                element += ";proto=\(scheme.rawValue)"
                if let host { element += ";host=\(quoted(host))" }
            }
            return element
        }.joined(separator: ", ")
    }

    /// A quoted string (RFC 9110, 5.6.4).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static let forwarded = literal("Forwarded")
    static let forwardedFor = literal("X-Forwarded-For")
    private static let http = HTTPField(name: literal("X-Forwarded-Proto"), value: "http")
    private static let https = HTTPField(name: literal("X-Forwarded-Proto"), value: "https")
    private static let forwardedHost = literal("X-Forwarded-Host")

    /// A name written in the source: a mistake in it ends the first test that forwards a request.
    private static func literal(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
        return name
    }
}
