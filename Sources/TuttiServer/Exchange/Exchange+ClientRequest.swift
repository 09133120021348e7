internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiResilience

extension Exchange {
    /// What the engine gets of a request, with as much of its body as was collected.
    func clientRequest(_ method: HTTPRequest.Method) -> ClientRequest {
        ClientRequest(
            id: id, method: method, pathParameters: parameters, query: request.query,
            headers: ReceivedHeaders(headers: request.headers), body: body,
            // The time that the request waits for its worker counts against the endpoint's deadline.
            receivedAt: SystemClock.now, clientAddress: client.address,
            clientCertificate: client.rules.certificate, identity: identity, client: client.group,
            leftOut: leftOut)
    }

    /// What ways to authenticate may look at.
    var authenticationRequest: AuthenticationRequest {
        // TLS may end at a proxy in front.
        let scheme = client.original.scheme
        return AuthenticationRequest(
            headers: ReceivedHeaders(headers: request.headers), query: request.query,
            certificate: client.rules.certificate, method: request.method?.rawValue ?? "", path: String(request.path),
            authority: client.original.host?.text ?? request.authority, address: client.original.address,
            isSecure: scheme.map { $0 == .https } ?? client.rules.isSecure,
            secondsSince1970: SystemClock.secondsSince1970)
    }
}
