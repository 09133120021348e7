/// How an exchange with a service ended.
package enum UpstreamResult: Sendable {
    /// A complete response arrived, whatever its status.
    case response(UpstreamResponse)
    /// There is no complete response.
    case failure(UpstreamFailure)
}
