package import HTTPTypes
package import TuttiPolicies
package import TuttiResilience

/// What the engine needs of a client's request, already parsed and bounded by the listener.
package struct ClientRequest: Sendable {
    /// The request's id, from the client's `X-Request-Id` or made by the listener.
    package var id: String
    /// The method; a HEAD is composed like a GET and its body dropped by the listener.
    package var method: HTTPRequest.Method
    /// The values of the path's parameters, percent-decoded, in the order of ``PathPattern``.
    package var pathParameters: [String]
    /// The query as the client sent it, without `?`; empty without one.
    package var query: String
    /// The client's headers.
    package var headers: any ClientHeaders
    /// The whole body; empty without one.
    package var body: [UInt8]
    /// When its last byte arrived, on the clock of the worker, which the endpoint's deadline counts from; nil for now.
    package var receivedAt: MonotonicTime?
    /// The client's address, as expressions read it.
    package var clientAddress: String
    /// The certificate that the client has shown; nil without one.
    package var clientCertificate: ClientCertificate?
    /// Who the client has shown itself to be; nil for nobody.
    package var identity: Identity?
    /// The group of clients that its address belongs to, for circuit breakers.
    package var client: ClientGroup
    /// Optional calls up to this importance are not made, because there is too much to do; nil makes all.
    package var leftOut: Importance?
    /// Whether no cached response will do.
    var isComposedAnew = false
    /// When it arrived, in seconds since 1970; `now()` returns this throughout the request.
    package var secondsSince1970: Int

    /// A request made of its parts.
    package init(
        id: String,
        method: HTTPRequest.Method,
        pathParameters: [String] = [],
        query: String = "",
        headers: any ClientHeaders = NoClientHeaders(),
        body: [UInt8] = [],
        receivedAt: MonotonicTime? = nil,
        secondsSince1970: Int? = nil,
        clientAddress: String = "unknown",
        clientCertificate: ClientCertificate? = nil,
        identity: Identity? = nil,
        client: ClientGroup = ClientGroup(number: 0),
        leftOut: Importance? = nil
    ) {
        self.id = id
        self.method = method
        self.pathParameters = pathParameters
        self.query = query
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
        self.secondsSince1970 = secondsSince1970 ?? SystemClock.secondsSince1970
        self.clientAddress = clientAddress
        self.clientCertificate = clientCertificate
        self.identity = identity
        self.client = client
        self.leftOut = leftOut
    }
}

extension ClientRequest {
    /// The names of headers in the client's `Connection`, in lower case.
    var connectionOptions: Set<String> {
        var options: Set<String> = []
        for value in headers.values(named: "connection") {
            for option in value.utf8.split(separator: UInt8(ascii: ",")) {
                let name = option.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
                options.insert(String(decoding: name, as: UTF8.self).lowercased())
            }
        }
        return options
    }
}
