internal import TuttiPlan

/// Reads `listen` of gateway.yaml: an address, a listener, or a list of both.
struct ListenerReader {
    let certificates: CertificateReader
    /// The bounds of listeners that say nothing of them.
    let bounds: ConnectionBounds
    let diagnostics: DiagnosticCollector

    private var addresses: AddressReader { AddressReader(diagnostics: diagnostics) }
    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The listeners, as far as they could be read.
    func listeners(_ node: YAMLNode) -> [ListenerPlan] {
        let (elements, what) =
            if case .sequence(let elements) = node.content {
                (elements, "an address of `listen`")
            } else {
                ([node], "`listen`")
            }
        let enabled = elements.filter { !isDisabled($0) }
        guard !enabled.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`listen` names no address, so that nobody could connect",
                help: elements.isEmpty ? "write it like `[127.0.0.1:8080]`" : "leave one listener with `enabled: true`")
            return []
        }
        var listeners: [ListenerPlan] = []
        for element in enabled {
            guard let listener = listener(element, what) else { continue }
            if listener.address.isOne, listeners.contains(where: { $0.address == listener.address }) {
                diagnostics.error(
                    .invalidAddress, at: element.span, "`\(listener.address)` is there twice",
                    help: "give each listener an address of its own")
            }
            listeners.append(listener)
        }
        return listeners
    }

    /// Whether some listener asks clients for certificates, also one that isn't enabled: it may be elsewhere.
    static func asksForCertificates(_ node: YAMLNode) -> Bool {
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        return elements.contains { listener in
            guard case .mapping(let keys) = listener.content,
                case .mapping(let tls)? = keys.first(where: { $0.key.text == ListenerKeys.tls.name })?.value.content
            else { return false }
            return tls.contains { $0.key.text == TLSKeys.clients.name }
        }
    }

    /// Whether a listener says `enabled: false`.
    private func isDisabled(_ node: YAMLNode) -> Bool {
        guard case .mapping(let members) = node.content else { return false }
        return members.contains { $0.key.text == ListenerKeys.enabled.name && $0.value.scalar?.kind == .bool(false) }
    }

    private func listener(_ node: YAMLNode, _ what: String) -> ListenerPlan? {
        guard case .mapping = node.content else {
            return addresses.listenAddress(node, what).map { ListenerPlan(address: $0) }
        }
        guard let mapping = MappingReader(node, ListenerKeys.table, diagnostics) else { return nil }
        if !mapping.has(ListenerKeys.address) {
            diagnostics.error(
                .missingKey, at: mapping.span, "this listener has no `address`",
                help: "say where clients connect: `address: 0.0.0.0:8443`")
        }
        let isEnabled = mapping.valueOrDefault(ListenerKeys.enabled)
        let address = mapping.value(ListenerKeys.address)
        let tls = mapping[ListenerKeys.tls].flatMap(tls)
        let http2 = mapping.valueOrDefault(ListenerKeys.http2)
        let httpsPort = mapping[ListenerKeys.redirectToHTTPS].flatMap(httpsPort)
        let hasProxyHeaders = mapping.valueOrDefault(ListenerKeys.proxyProtocol)
        let socketMode = mapping[ListenerKeys.socketMode].map(socketMode) ?? ListenerPlan.standardMode
        let socketName = mapping.value(ListenerKeys.socketName)
        var own = bounds
        if let node = mapping[ListenerKeys.bounds] { BoundsReader(diagnostics: diagnostics).read(node, &own) }
        checkThatTheyGoTogether(mapping, http2, httpsPort)
        guard isEnabled != nil, let address, let http2, let hasProxyHeaders, let socketMode else { return nil }
        if address.path == nil, let node = mapping[ListenerKeys.socketMode] {
            diagnostics.error(
                .invalidAddress, at: node.span, "`socket-mode` is for a socket in the file system",
                help: "remove it, or listen on one: `address: unix:/run/tutti/tutti.sock`")
        }
        return ListenerPlan(
            address: address, tls: tls, http2: http2, httpsPort: httpsPort, hasProxyHeaders: hasProxyHeaders,
            socketMode: socketMode, socketName: socketName, bounds: own == bounds ? nil : own)
    }

    /// Three digits in octal, and perhaps a zero in front, as of chmod(1).
    private func socketMode(_ node: YAMLNode) -> UInt32? {
        guard let scalar = scalars.text(node, "`socket-mode`") else { return nil }
        let digits =
            scalar.text.utf8.count == 4 && scalar.text.hasPrefix("0") ? scalar.text.dropFirst() : scalar.text[...]
        guard digits.utf8.count == 3, let mode = UInt32(digits, radix: 8), digits.utf8.first != UInt8(ascii: "+") else {
            diagnostics.error(
                .invalidNumber, at: scalar.span, "`\(scalar.text)` is no mode of a file",
                help: "write three digits in octal: `0660` for user and group, `0666` for everybody")
            return nil
        }
        return mode
    }

    private func checkThatTheyGoTogether(_ mapping: MappingReader, _ http2: ListenerPlan.HTTP2?, _ httpsPort: Int?) {
        guard mapping[ListenerKeys.tls] != nil else { return }
        if http2 == .priorKnowledge, let node = mapping[ListenerKeys.http2] {
            diagnostics.error(
                .invalidAddress, at: node.span, "`prior-knowledge` is for listeners without TLS",
                help: "remove it: with `tls`, HTTP/2 is negotiated in the handshake")
        }
        if httpsPort != nil, let node = mapping[ListenerKeys.redirectToHTTPS] {
            diagnostics.error(
                .invalidAddress, at: node.span, "a listener with `tls` can't redirect to itself",
                help: "put `redirect-to-https` into a listener without `tls`")
        }
    }

    /// `true` for the port that `https` has by itself, or a port; nil for `false`, and after a mistake.
    private func httpsPort(_ node: YAMLNode) -> Int? {
        if case .bool(let redirects)? = node.scalar?.kind { return redirects ? 443 : nil }
        return scalars.integer(
            node, "`redirect-to-https`", in: 1...65535, help: "write `true`, or the port of the listener with `tls`")
    }

    private func tls(_ node: YAMLNode) -> TLSPlan? {
        guard let mapping = MappingReader(node, TLSKeys.table, diagnostics) else { return nil }
        return TLSPlan(
            certificates: certificates(mapping), clients: mapping[TLSKeys.clients].flatMap(clients),
            strictTransportSecurity: mapping[TLSKeys.strictTransportSecurity].flatMap(strictTransportSecurity))
    }

    private func certificates(_ mapping: MappingReader) -> [TLSPlan.Certificate] {
        guard let node = mapping[TLSKeys.certificates] else {
            if !mapping.has(TLSKeys.certificates) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`tls` has no `certificates`",
                    help: "name them: `certificates: [{ certificate: tls/shop.pem, key: tls/shop.key }]`")
            }
            return []
        }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`certificates` must be a list of at least one certificate",
                    help: "write it like `[{ certificate: tls/shop.pem, key: tls/shop.key }]`")
            }
            return []
        }
        return elements.compactMap(certificate)
    }

    private func certificate(_ node: YAMLNode) -> TLSPlan.Certificate? {
        guard let mapping = MappingReader(node, CertificateKeys.table, diagnostics) else { return nil }
        for key in CertificateKeys.table.keys where !mapping.has(key) {
            diagnostics.error(
                .missingKey, at: mapping.span, "this certificate has no `\(key.name)`",
                help: CertificateKeys.table.example)
        }
        guard let certificate = mapping[CertificateKeys.certificate], let key = mapping[CertificateKeys.key] else {
            return nil
        }
        return certificates.certificate(certificate, key: key)
    }

    private func clients(_ node: YAMLNode) -> TLSPlan.Clients? {
        guard let mapping = MappingReader(node, ClientCertificateKeys.table, diagnostics) else { return nil }
        let isRequired = mapping.valueOrDefault(ClientCertificateKeys.required)
        guard let node = mapping[ClientCertificateKeys.authorities] else {
            if !mapping.has(ClientCertificateKeys.authorities) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`clients` has no `ca`", help: ClientCertificateKeys.table.example)
            }
            return nil
        }
        guard let authorities = certificates.authorities(node), let isRequired else { return nil }
        return TLSPlan.Clients(authorities: authorities, areRequired: isRequired)
    }

    /// `max-age=31536000; includeSubDomains` (RFC 6797, 6.1).
    private func strictTransportSecurity(_ node: YAMLNode) -> String? {
        guard let scalar = scalars.text(node, "`strict-transport-security`") else { return nil }
        let directives = scalar.text.split(separator: ";").map { $0.trimmingPrefix { $0 == " " } }
        let hasAge = directives.contains { directive in
            let (name, age) = (directive.prefix(8), directive.dropFirst(8))
            return name.lowercased() == "max-age=" && !age.isEmpty && age.allSatisfy { $0.isASCII && $0.isNumber }
        }
        guard hasAge, HeaderNameReader.firstInvalidByte(in: scalar.text) == nil else {
            diagnostics.error(
                .invalidHeader, at: scalar.span, "`\(scalar.text)` says no `max-age`, in seconds",
                help: "write it like `max-age=31536000; includeSubDomains`")
            return nil
        }
        return scalar.text
    }
}
