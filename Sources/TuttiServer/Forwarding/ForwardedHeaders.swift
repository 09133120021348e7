internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiUpstream

/// Headers on their way between a client and a service.
enum ForwardedHeaders {
    /// `Via` and `X-Forwarded-*` of requests.
    static let identity = ForwardingHeaders()

    /// Takes out of a service's headers what was meant for the gateway: those of the connection, and the request's id, which the listener
    /// says itself.
    static func removeOfConnection(from headers: inout [HTTPField]) {
        ConnectionHeaders.remove(from: &headers)
        headers.removeHeaders { $0 == "x-request-id" }
    }

    /// The headers of a service's response as the client gets them.
    static func response(_ sent: [HTTPField], to exchange: Exchange, changes: HeaderChanges) -> [HTTPField] {
        var headers = sent
        removeOfConnection(from: &headers)
        exchange.generation?.ownCookies?.removeSet(from: &headers)
        changes.apply(to: &headers)
        return headers
    }

    /// The trailers of a client's request as a service gets them: without those that belong to its connection, and without what the
    /// gateway, or the route, says in the header section.
    ///
    /// Many servers treat trailers as headers (CVE-2013-5704).
    static func trailers(_ sent: [HTTPField], changes: HeaderChanges) -> [HTTPField] {
        guard !sent.isEmpty else { return [] }
        var fields = sent
        fields.removeHeaders(where: ForwardingHeaders.tellsOfClient)
        removeFromTrailers(&fields, changes: changes)
        return fields
    }

    /// Takes out of trailers what has no place there.
    static func removeFromTrailers(_ fields: inout [HTTPField], changes: HeaderChanges) {
        removeOfConnection(from: &fields)
        changes.removeNamed(from: &fields)
        fields.removeAll { isOfHeaderSection($0.name) }
    }

    /// Whether a field belongs into the header section alone: it routes, frames or modifies the message, says who sends it, or how its
    /// content is read (RFC 9110, 6.5.1).
    private static func isOfHeaderSection(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName.replacing("_", with: "-")
        return switch name {
        case "authorization", "cache-control", "client-cert", "client-cert-chain", "content-encoding", "content-length",
            "content-range", "content-type",
            "cookie", "expect", "host", "location", "max-forwards", "range", "set-cookie", "transfer-encoding", "via",
            "www-authenticate", "x-request-id":
            true
        default: false
        }
    }
}
