internal import HTTPTypes

/// Reads names and fixed values of headers.
struct HeaderNameReader {
    let diagnostics: DiagnosticCollector

    /// Headers that belong to the connection, not to a call (RFC 9110, section 7.6.1), or that the transport writes itself.
    private static let forbidden: Set<String> = [
        "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-connection", "te",
        "trailer",
        "transfer-encoding", "upgrade",
    ]

    func name(_ scalar: YAMLScalar) -> HTTPField.Name? {
        guard !scalar.text.hasPrefix(":"), let name = HTTPField.Name(scalar.text) else {
            diagnostics.error(
                .invalidHeader, at: scalar.span, "`\(scalar.text)` is not the name of a header",
                help: "letters, digits and `-`: `x-request-source`")
            return nil
        }
        guard !scalar.text.contains("*") else {
            diagnostics.error(
                .invalidHeader, at: scalar.span, "`\(scalar.text)` is a pattern, and a header is named here",
                help: "name each one: `[accept-language, authorization]`")
            return nil
        }
        guard !Self.forbidden.contains(name.canonicalName) else {
            diagnostics.error(
                .forbiddenHeader, at: scalar.span, "`\(name.canonicalName)` can't be set: it belongs to the connection",
                help: name.canonicalName == "host"
                    ? "the service says what is sent: `host: api.example.com` in gateway.yaml"
                    : "remove it; Tutti writes it where it is needed")
            return nil
        }
        return name
    }

    /// Headers that concern the client's own connection or body, and say nothing of a call.
    private static let notForwarded: Set<String> = [
        "content-encoding", "proxy-authenticate", "proxy-authorization",
    ]

    /// The names in `forward-headers`.
    ///
    /// Warns of those that `headers` sets, which are never the client's.
    func forwarded(_ node: YAMLNode, besides set: [HTTPField.Name]) -> [HTTPField.Name] {
        guard case .sequence(let elements) = node.content else {
            if node.isBroken { return [] }
            diagnostics.error(
                .wrongType, at: node.span, "`forward-headers` must be a list of names, not \(node.kindInWords)",
                help: "write it like `[accept-language]`")
            return []
        }
        return elements.compactMap { element in
            guard let scalar = ScalarReader(diagnostics: diagnostics).text(element, "the name of a header"),
                let name = name(scalar)
            else { return nil }
            guard !Self.notForwarded.contains(name.canonicalName) else {
                diagnostics.error(
                    .forbiddenHeader, at: scalar.span,
                    "`\(name.canonicalName)` can't be passed on: it speaks of the client's own connection or body",
                    help: "remove it; what a service needs stands in `headers`")
                return nil
            }
            if set.contains(name) {
                diagnostics.warning(
                    .replacedHeader, at: scalar.span,
                    "the client's `\(name.canonicalName)` is never passed on: `headers` sets it",
                    help: "remove it in one of the two; or let `headers` of a call read the client's: "
                        + "`{headers.\"\(name.canonicalName)\" || 'none'}`")
            }
            return name
        }
    }

    /// The offset of the first byte that no header value may have (RFC 9110, section 5.5); nil if there is none.
    static func firstInvalidByte(in value: String) -> Int? {
        value.utf8.enumerated().first { ($0.element < 0x20 && $0.element != 0x09) || $0.element == 0x7F }?.offset
    }
}
