internal import CCurl
internal import HTTPTypes
internal import TuttiContentCoding
internal import TuttiResilience
internal import TuttiUpstream

/// What a worker keeps for a call: the rendered header lines, and easy handles with options set.
///
/// Confined to its worker.
final class CurlCall {
    let connectMilliseconds: Int
    /// The method as it's written.
    let method: String
    /// HEAD has no response body, and no request body here.
    let isHead: Bool
    /// Whether a request may be sent twice without harm (RFC 9110, 9.2.2).
    let isIdempotent: Bool
    /// Whether its headers say what `Host` is.
    let namesHost: Bool
    let limits: ResponseCollector.Limits
    /// The call's header lines of a request without a body, with an empty one, and with one that has something in it.
    private let lines = HeaderLines()
    private let linesWithEmptyBody = HeaderLines()
    private let linesWithBody = HeaderLines()
    /// Handles that wait for the next request; the pool counts them.
    var idle: [CurlTransfer] = []
    /// Set when the pool has let go of it: transfers that end afterwards give no handle back.
    var isDropped = false

    /// Prepares a call.
    init(_ call: UpstreamCall, configuration: CurlTransportConfiguration) {
        // Zero would be libcurl's default of five minutes.
        connectMilliseconds = Int(min(max(call.connectTimeout.milliseconds, 1), Int64(Int32.max)))
        method = call.method.rawValue
        isHead = call.method == .head
        isIdempotent = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
        limits = ResponseCollector.Limits(
            headerBytes: configuration.maximumHeaderBytes,
            headerCount: configuration.maximumHeaders,
            bodyBytes: max(call.maximumResponseBytes, 0),
            names: ResponseHeaderNames(wanted: call.wantedHeaders),
            hasNoBody: isHead)
        let names = Set(call.headers.map(\.name))
        namesHost = call.headers.contains { $0.name.canonicalName == "host" }
        // A bare colon keeps libcurl from writing a header of its own. `Accept: */*` says nothing that its absence doesn't (RFC 9110,
        // 12.5.1), and libcurl writes it byte by byte.
        let suppressed = names.contains(.accept) ? [] : ["Accept:"]
        var standard = [HTTPField(name: .acceptEncoding, value: ContentCoding.accepted)]
        if let agent = configuration.userAgent { standard.append(HTTPField(name: .userAgent, value: agent)) }
        standard.removeAll { names.contains($0.name) }
        lines.render(lines: suppressed, standard: standard, headers: call.headers)
        // `Expect: 100-continue` would make large bodies wait for a second where services don't know it.
        func render(_ lines: HeaderLines, _ headers: [HTTPField]) {
            let isNamed = headers.contains { $0.name == .contentType }
            lines.render(
                lines: suppressed + ["Expect:"] + (isNamed ? [] : ["Content-Type:"]), standard: standard,
                headers: headers
            )
        }
        render(linesWithEmptyBody, call.headers)
        render(linesWithBody, call.headers + call.bodyFields)
    }

    /// The call's header lines of a request with that body.
    func lines(for body: [UInt8]?) -> HeaderLines {
        guard let body, !isHead else { return lines }
        return body.isEmpty ? linesWithEmptyBody : linesWithBody
    }
}
