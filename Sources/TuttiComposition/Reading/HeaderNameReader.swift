internal import HTTPTypes

/// Reads names and fixed values of header fields.
struct HeaderNameReader {
    let diagnostics: DiagnosticCollector

    /// Fields that belong to the connection, not to a call (RFC 9110, section 7.6.1), or that the transport writes itself.
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

    /// The offset of the first byte that no header value may have (RFC 9110, section 5.5); nil if there is none.
    static func firstInvalidByte(in value: String) -> Int? {
        value.utf8.enumerated().first { ($0.element < 0x20 && $0.element != 0x09) || $0.element == 0x7F }?.offset
    }
}
