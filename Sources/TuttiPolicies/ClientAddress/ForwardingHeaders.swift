package import HTTPTypes

/// The headers by which a service learns who sent a request that is forwarded to it.
package struct ForwardingHeaders: Sendable, Equatable {
    /// Whether `Forwarded` (RFC 7239) is sent beside `X-Forwarded-*`, which more services read.
    package var sendsForwarded: Bool
    /// The gateway's name in `Via` (RFC 9110, 7.6.3), a token; nil sends none.
    package var via: String?

    /// What is sent.
    package init(sendsForwarded: Bool = false, via: String? = "tutti") {
        self.sendsForwarded = sendsForwarded
        self.via = via
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
        if !client.addresses.isEmpty {
            headers.append(HTTPField(name: Self.forwardedFor, value: client.addresses))
        }
        headers.append(HTTPField(name: Self.forwardedProto, value: scheme.rawValue))
        if let host { headers.append(HTTPField(name: Self.forwardedHost, value: host)) }
        if sendsForwarded {
            headers.append(
                HTTPField(name: Self.forwarded, value: Self.elements([client.address] + client.proxies, scheme, host)))
        }
        if let via { headers.append(HTTPField(name: .via, value: "\(version) \(via)")) }
    }

    /// `X-Forwarded-*`, `Forwarded` and `X-Real-IP`; with `_` for `-`, too, which services with CGI names can't tell from them.
    ///
    /// And `Proxy`, which these take for the proxy of their own requests (CVE-2016-5385, "httpoxy").
    package static func tellsOfClient(_ name: HTTPField.Name) -> Bool {
        switch name.canonicalName.utf8.first {
        case UInt8(ascii: "x"), UInt8(ascii: "f"): break
        case UInt8(ascii: "p"): return name.canonicalName == "proxy"
        default: return false
        }
        let name = name.canonicalName.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
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
    private static let forwardedFor = literal("X-Forwarded-For")
    private static let forwardedProto = literal("X-Forwarded-Proto")
    private static let forwardedHost = literal("X-Forwarded-Host")

    /// A name written in the source: a mistake in it ends the first test that forwards a request.
    private static func literal(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
        return name
    }
}
