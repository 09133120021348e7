internal import HTTPTypes
internal import NIOCore
internal import NIOHPACK

/// Makes the heads of responses of HTTP/2 (RFC 9113, 8.3.2); one per event loop.
struct HTTP2Renderer {
    private var date = DateLine()

    /// The head of a response.
    ///
    /// - Parameters:
    ///   - head: the status, and headers without those that the listener adds.
    ///   - length: how many bytes the body has, as far as it is known.
    ///   - requestID: the request's id.
    ///   - now: the present.
    /// - Returns: the fields, those of the listener among them.
    mutating func fields(
        _ head: ResponseHead, length: BodyLength, requestID: String, now: NIODeadline
    ) -> HPACKHeaders {
        var fields = HPACKHeaders()
        fields.reserveCapacity(head.headers.count + 5)
        fields.add(name: ":status", value: String(head.status))
        // Those of a service hold: when it has made the response, and with what (RFC 9110, 6.6.1 and 10.2.4).
        if !head.headers.contains(where: { $0.name == .server }) { fields.add(name: "server", value: DateLine.server) }
        if !head.headers.contains(where: { $0.name == .date }) { fields.add(name: "date", value: date.text(now: now)) }
        Self.add(head.headers, to: &fields)
        fields.add(name: "x-request-id", value: requestID)
        // RFC 9110, 8.6: no length in a 204. A 304 has none because its length would be that of another response.
        if case .known(let count) = length, head.status != 204, head.status != 304 {
            fields.add(name: "content-length", value: String(count))
        }
        return fields
    }

    /// The head of an interim response.
    static func fields(interim head: ResponseHead) -> HPACKHeaders {
        var fields: HPACKHeaders = [":status": String(head.status)]
        add(head.headers, to: &fields)
        return fields
    }

    /// Trailers.
    static func fields(trailers: [HTTPField]) -> HPACKHeaders {
        var fields = HPACKHeaders()
        add(trailers, to: &fields)
        return fields
    }

    private static func add(_ headers: [HTTPField], to fields: inout HPACKHeaders) {
        for header in headers where !belongsToConnection(header.name.canonicalName) {
            fields.add(name: header.name.canonicalName, value: header.value)
        }
    }

    /// Whether a header has no place in HTTP/2 (RFC 9113, 8.2.2), or says where the message ends: what the listener says of it holds.
    private static func belongsToConnection(_ name: String) -> Bool {
        switch name {
        case "connection", "content-length", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade":
            true
        default: false
        }
    }
}
