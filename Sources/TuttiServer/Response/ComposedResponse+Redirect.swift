internal import HTTPTypes
internal import TuttiEngine

extension ComposedResponse {
    /// The response that sends a client to the same URL with `https` at a port; method and body stay as they are (RFC 9110, 15.4.9).
    ///
    /// - Throws: 400 for a request of HTTP/1.0 that names no host.
    static func redirectToHTTPS(_ request: RequestHead, port: Int) throws(Refusal) -> ComposedResponse {
        guard let host = Authority(request.authority)?.host, !host.isEmpty else {
            throw Refusal(400, "Malformed request", "Only requests with a Host can be redirected to https.")
        }
        let authority = port == 443 ? String(host) : "\(host):\(port)"
        let query = request.query.isEmpty ? "" : "?\(request.query)"
        let url = "https://\(authority)\(request.isForServer ? "/" : request.path)\(query)"
        return ComposedResponse(
            status: 308, headers: [HTTPField(name: .location, value: url)], body: [], calls: [])
    }
}
