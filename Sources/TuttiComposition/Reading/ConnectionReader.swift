internal import TuttiPlan
internal import TuttiResilience

/// Reads how connections to a service are opened: `tls`, `proxy` and `connections`.
struct ConnectionReader {
    let certificates: CertificateReader
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What a service with these instances says.
    func connection(
        _ mapping: MappingReader, to instances: [ServiceInstance], foundBy discovery: DiscoveryPlan? = nil
    ) -> ConnectionPlan {
        let tls = mapping[ServiceKeys.tls].flatMap(tls)
        let proxy = mapping[ServiceKeys.proxy].flatMap(proxy)
        if tls != nil, let span = mapping.keySpan(ServiceKeys.tls), instances.contains(where: { !$0.isSecure }) {
            diagnostics.error(
                .invalidURL, at: span, "`tls` is for instances that are called by `https`, and one of these is not",
                help: "write `https://` in `instances`, or `tls: true` in `discover`, or remove `tls`")
        }
        let version = mapping.valueOrDefault(ServiceKeys.http)
        if version == 2, let node = mapping[ServiceKeys.http], instances.contains(where: { !$0.isSecure }) {
            diagnostics.error(
                .invalidURL, at: node.span, "HTTP/2 is spoken with instances by `https` alone, and one of these is not",
                help: "write `https://` in `instances`, or `tls: true` in `discover`, or remove `http`")
        }
        if case .srv(_, isSecure: true)? = discovery, tls?.name == nil, tls?.authorities == nil,
            let span = mapping.keySpan(ServiceKeys.discover)
        {
            diagnostics.error(
                .invalidURL, at: span,
                "with `srv`, the names that certificates are held against come from DNS, which anybody may forge",
                help:
                    "say whom they are for, or who has signed them: `tls: { name: orders.internal }`, `tls: { ca: tls/inside.pem }`"
            )
        }
        if let span = mapping.keySpan(ServiceKeys.proxy) { check(instances, behind: span, tls) }
        var (atMost, keepAlive, life, warm) = (
            Int?.none, ConnectionsKeys.keepAlive.standard, ConnectionsKeys.life.standard, 0
        )
        if let node = mapping[ServiceKeys.connections],
            let mapping = MappingReader(node, ConnectionsKeys.table, diagnostics)
        {
            atMost = mapping.value(ConnectionsKeys.atMost)
            mapping.read(ConnectionsKeys.keepAlive, into: &keepAlive)
            mapping.read(ConnectionsKeys.life, into: &life)
            warm = mapping.value(ConnectionsKeys.warm) ?? 0
            if let atMost, warm > atMost, let node = mapping[ConnectionsKeys.warm] {
                diagnostics.error(
                    .invalidNumber, at: node.span, "there are \(atMost) connections `at-most`, and these are more",
                    help: "write \(atMost) or less")
            }
        }
        return ConnectionPlan(
            tls: tls, proxy: proxy, usesHTTP2: version == 2, atMost: atMost, keepAlive: keepAlive, life: life,
            warm: warm)
    }

    private func check(_ instances: [ServiceInstance], behind proxy: SourceSpan, _ tls: ServiceTLSPlan?) {
        if instances.contains(where: { $0.socketPath != nil }) {
            diagnostics.error(
                .invalidURL, at: proxy, "no proxy leads to a socket in the file system", help: "remove `proxy`")
        }
        // Of an address, a certificate is held against that of the connection, which is the proxy's.
        if tls?.name == nil, instances.contains(where: { $0.isSecure && HostAndPort.isAddress($0.host) }) {
            diagnostics.error(
                .invalidURL, at: proxy, "behind a proxy, the certificate of an instance has to be for a name",
                help:
                    "call the instance by its name, or say whom its certificate is for: `tls: { name: orders.internal }`"
            )
        }
    }

    /// What TLS goes by.
    func tls(_ node: YAMLNode) -> ServiceTLSPlan? {
        guard let mapping = MappingReader(node, ServiceTLSKeys.table, diagnostics) else { return nil }
        let authorities = mapping[ServiceTLSKeys.authorities].flatMap { certificates.authorities($0) }
        let name = mapping[ServiceTLSKeys.name].flatMap(name)
        let minimum = mapping.valueOrDefault(ServiceTLSKeys.minimum) ?? .tls13
        return ServiceTLSPlan(
            authorities: authorities, certificate: certificate(mapping), name: name, minimum: minimum)
    }

    private func certificate(_ mapping: MappingReader) -> TLSPlan.Certificate? {
        let (certificate, key) = (mapping[ServiceTLSKeys.certificate], mapping[ServiceTLSKeys.key])
        if let certificate, let key { return certificates.certificate(certificate, key: key, shownTo: "services") }
        let pair = [ServiceTLSKeys.certificate, ServiceTLSKeys.key]
        for (key, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            guard let span = mapping.keySpan(key), !mapping.has(other) else { continue }
            diagnostics.error(
                .missingKey, at: span, "`\(key.name)` is there without `\(other.name)`",
                help: "name both: `{ certificate: tls/tutti.pem, key: tls/tutti.key }`")
        }
        return nil
    }

    /// A name: an address can't be asked for (RFC 6066, 3).
    private func name(_ node: YAMLNode) -> String? {
        guard let (text, name, port) = AddressReader(diagnostics: diagnostics).host(node, "`name`") else { return nil }
        guard port == nil, !HostAndPort.isAddress(name) else {
            diagnostics.error(
                .invalidAddress, at: node.span, "`\(text)` is no name that a certificate is for",
                help: "a host name without port: `orders.internal`")
            return nil
        }
        return name
    }

    /// `http://user:password@proxy.internal:3128`.
    private func proxy(_ node: YAMLNode) -> ProxyPlan? {
        guard let scalar = scalars.text(node, "`proxy`") else { return nil }
        // The text is not repeated: it may hold a password.
        func fail(_ message: String, help: String = "write it like `http://proxy.internal:3128`") -> ProxyPlan? {
            diagnostics.error(.invalidURL, at: node.span, message, help: help)
            return nil
        }
        let scheme = scalar.text.prefix(7).lowercased()
        guard scheme == "http://" else {
            return fail("a proxy is reached by `http`: it opens tunnels, through which the service is called")
        }
        var rest = scalar.text.dropFirst(7)
        if rest.last == "/" { rest.removeLast() }
        var credentials: ProxyPlan.Credentials?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let user = Self.decoded(parts[0]), let password = Self.decoded(parts[1]),
                !user.isEmpty, !user.contains(":")
            else {
                return fail(
                    "the proxy's user and password can't be read",
                    help:
                        "write them like `http://user:${PROXY_PASSWORD}@proxy.internal:3128`, other characters than letters "
                        + "and digits percent-encoded")
            }
            credentials = ProxyPlan.Credentials(user: user, password: password)
            rest = rest[rest.index(after: at)...]
        }
        guard let parts = HostAndPort(rest), let port = parts.port.flatMap({ Int($0) }), (1...65535).contains(port)
        else { return fail("a proxy is a host and a port, without a path") }
        return ProxyPlan(host: String(parts.host), port: port, credentials: credentials)
    }

    /// Percent-decoded (RFC 3986, 2.1); nil for what is no UTF-8, or has control characters.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.first != UInt8(ascii: "+"),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return text
    }

    /// Whether a host is an IP literal.
}
