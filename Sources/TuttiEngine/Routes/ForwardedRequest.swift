/// What becomes of a client's request that is forwarded.
package final class ForwardedRequest: Sendable {
    /// What the service gets.
    package let request: OutgoingRequest
    /// What another service gets as a copy, whose response nobody waits for; nil for no copy.
    package let mirrored: OutgoingRequest?
    /// What is changed in the headers of the response on its way to the client; not in those of a problem.
    package let responseHeaders: HeaderChanges
    /// The most bytes of the request's body; nil for any number.
    package let maximumRequestBody: Int?
    /// Whether the service is asked only when the whole body is there.
    package let buffersRequest: Bool

    init(
        request: OutgoingRequest, mirrored: OutgoingRequest?, responseHeaders: HeaderChanges, maximumRequestBody: Int?,
        buffersRequest: Bool
    ) {
        self.request = request
        self.mirrored = mirrored
        self.responseHeaders = responseHeaders
        self.maximumRequestBody = maximumRequestBody
        self.buffersRequest = buffersRequest
    }
}
