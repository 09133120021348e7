package import HTTPTypes
internal import TuttiResilience
package import TuttiUpstream

/// What is sent.
extension ForwardedCall {
    /// What is sent to the instance whose turn it is, after an action ``Action/send``.
    ///
    /// - Parameters:
    ///   - headers: the client's, as they are passed on; those of the route are put in here.
    ///   - body: the client's body.
    ///   - upgrade: the protocol that the client asks for.
    /// - Returns: the request; nil before there is an instance, which ``Action/send`` is never for.
    package func streamed(
        headers: [HTTPField], body: StreamedRequest.Body, upgrade: String? = nil
    ) -> StreamedRequest? {
        guard let instance else { return nil }
        var headers = headers
        request.headers.apply(to: &headers)
        if let sent = token?.sent {
            headers.append(HTTPField(name: .authorization, value: sent.value))
            tokenNumber = sent.number
        }
        return StreamedRequest(
            instance: instance.upstream, method: request.method,
            target: instance.basePath.isEmpty ? request.target : instance.basePath + request.target,
            authority: destination.authority, headers: headers, body: body, upgrade: upgrade,
            times: StreamedRequest.Times(
                connect: min(destination.connectTimeout, responseTime), response: responseTime,
                idle: destination.idleTimeout))
    }
}
