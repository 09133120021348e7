internal import HTTPTypes
internal import NIOHTTP1
internal import TuttiPolicies

/// Headers on their way between a client and a service.
enum ForwardedHeaders {
    /// `Via` and `X-Forwarded-*` of requests.
    static let identity = ForwardingHeaders()

    private static let requestID = HTTPField.Name("X-Request-Id")

    /// Takes out of a service's headers what was meant for the gateway: those of the connection, and the request's id, which the listener
    /// says itself.
    static func removeOfConnection(from headers: inout [HTTPField]) {
        ConnectionHeaders.remove(from: &headers)
        headers.removeAll { $0.name == requestID }
    }

    /// The trailers of a client's request, without those that belong to its connection.
    static func trailers(_ sent: HTTPHeaders?) -> [HTTPField] {
        guard let sent, !sent.isEmpty else { return [] }
        var fields = fields(sent)
        ConnectionHeaders.remove(from: &fields)
        return fields
    }

    /// Headers as services get them; what has no name that is one is left out.
    static func fields(_ headers: HTTPHeaders) -> [HTTPField] {
        var fields: [HTTPField] = []
        fields.reserveCapacity(headers.count + 4)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return fields
    }
}
