internal import TuttiPlan

/// Reads `host:port` and the URLs of instances.
struct AddressReader {
    let diagnostics: DiagnosticCollector

    /// `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`, `unix:/run/tutti.sock`.
    func listenAddress(_ node: YAMLNode, _ what: String) -> ListenAddress? {
        guard let text = ScalarReader(diagnostics: diagnostics).text(node, what)?.text else { return nil }
        if text.hasPrefix(ListenAddress.pathScheme) { return socketPath(node, text).map { ListenAddress(path: $0) } }
        guard let (host, port) = Self.hostAndPort(text[...]), let port, let number = Int(port),
            (0...65535).contains(number)
        else {
            diagnostics.error(
                .invalidAddress, at: node.span,
                "`\(text)` is not an address to listen on: a host, a colon and a port up to 65535",
                help: text.hasPrefix("/")
                    ? "a socket in the file system is `unix:\(text)`"
                    : "write it like `127.0.0.1:8080`, or `0.0.0.0:8080` for every interface")
            return nil
        }
        return ListenAddress(host: host, port: number)
    }

    private func socketPath(_ node: YAMLNode, _ text: String, _ code: DiagnosticCode = .invalidAddress) -> String? {
        let path = String(text.dropFirst(ListenAddress.pathScheme.count))
        guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
            diagnostics.error(
                code, at: node.span, "`\(text)` is no path of a socket, which begins with `/`",
                help: "write it like `unix:/run/tutti/tutti.sock`")
            return nil
        }
        guard path.utf8.count <= ListenAddress.longestPath else {
            diagnostics.error(
                code, at: node.span,
                "the path of this socket has \(path.utf8.count) bytes, and can have \(ListenAddress.longestPath)",
                help: "choose a shorter one: `unix:/run/tutti/tutti.sock`")
            return nil
        }
        return path
    }

    /// `api.internal`, `api.internal:8443`, `[::1]:80` (RFC 9110, 7.2): as it is written, and its parts.
    func host(_ node: YAMLNode, _ what: String) -> (text: String, name: String, port: Int?)? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, what) else { return nil }
        let text = scalar.text
        if let (name, digits) = Self.hostAndPort(text[...]) {
            let port = digits.map { Int($0) ?? 0 }
            if port.map({ (1...65535).contains($0) }) ?? true { return (text, name, port) }
        }
        let bare = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let host = bare.prefix { !"/?#".contains($0) }
        diagnostics.error(
            .invalidAddress, at: scalar.span, "`\(text)` is no host: a name or an IP literal, and perhaps a port",
            help: host.utf8.count < text.utf8.count && Self.hostAndPort(host) != nil
                ? "write `\(host)`" : "write it like `api.example.com` or `api.example.com:8443`")
        return nil
    }

    /// `http://127.0.0.1:7001`, `https://orders.example.com/v2`, `unix:/run/orders.sock`.
    func instance(_ node: YAMLNode) -> ServiceInstance? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "an instance") else { return nil }
        let text = scalar.text
        func fail(_ message: String, help: String? = "write it like `http://127.0.0.1:7001`") -> ServiceInstance? {
            diagnostics.error(.invalidURL, at: node.span, message, help: help)
            return nil
        }
        if text.hasPrefix(ListenAddress.pathScheme) {
            return socketPath(node, text, .invalidURL).map {
                ServiceInstance(host: "localhost", port: 80, socketPath: $0)
            }
        }
        guard let separator = text.firstRange(of: "://") else {
            return fail("`\(text)` has no scheme", help: "did you mean `http://\(text)`?")
        }
        let scheme = text[..<separator.lowerBound].lowercased()
        if scheme == "h2c" {
            return fail(
                "HTTP/2 without TLS (h2c) can't be used: libcurl fails on a reused connection",
                help: "use `http://`, or `https://` with `http: 2`")
        }
        guard scheme == "http" || scheme == "https" else {
            return fail("`\(scheme)` is not a scheme that services are called by", help: "use `http://` or `https://`")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        var path = rest.dropFirst(authority.count)
        guard !path.contains("?"), !path.contains("#") else {
            return fail("an instance has no query and no fragment", help: "put the query into the calls")
        }
        guard !authority.contains("@") else {
            return fail(
                "an instance has no user and no password",
                help: "send an `authorization` header: `headers:` of the service")
        }
        guard path.utf8.allSatisfy(Self.isPathByte) else {
            return fail("the path of `\(text)` has characters that no URL has")
        }
        if let problem = PathProblem.first(in: Array(path.utf8)) { return fail(problem.message, help: problem.help) }
        // Each call to it would be refused when it is made.
        guard !PathProblem.hasDotSegment(path) else {
            return fail("the path of an instance can't have the segments `.` and `..`", help: "write the path out")
        }
        guard let (host, port) = Self.hostAndPort(authority) else { return fail("`\(authority)` is not a host") }
        let number = port.map { Int($0) } ?? (scheme == "https" ? 443 : 80)
        guard let number, (1...65535).contains(number) else { return fail("`\(port ?? "")` is not a port: 1 to 65535") }
        while path.last == "/" { path.removeLast() }
        return ServiceInstance(isSecure: scheme == "https", host: host, port: number, basePath: String(path))
    }

    /// The host, an IPv6 literal without its brackets, and the digits of the port if there is a colon.
    private static func hostAndPort(_ text: Substring) -> (host: String, port: Substring?)? {
        guard let parts = HostAndPort(text), parts.port?.isEmpty != true else { return nil }
        return (String(parts.host), parts.port)
    }

    /// Unreserved, sub-delims, `:`, `@`, `/` and `%` (RFC 3986, section 3.3).
    static func isPathByte(_ byte: UInt8) -> Bool {
        Identifier.continues(byte) || "-.~!$&'()*+,;=:@/%".utf8.contains(byte)
    }
}
