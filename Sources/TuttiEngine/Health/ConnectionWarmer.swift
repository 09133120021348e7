package import TuttiUpstream

/// Opens connections of one worker ahead of requests.
package protocol ConnectionWarmer: Sendable {
    /// Sends a request so many times at once: behind it, so many connections are idle. What comes of it is of no interest.
    ///
    /// - Parameters:
    ///   - request: what is sent; its deadline holds for all.
    ///   - count: how many times, to open connections for `uses` each.
    ///   - uses: what the connections are for.
    func warm(by request: UpstreamRequest, count: Int, for uses: ConnectionUses)
}
