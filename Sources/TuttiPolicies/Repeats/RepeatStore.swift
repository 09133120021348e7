/// Where the responses to requests with an `Idempotency-Key` are kept: in memory, or where several gateways find them.
package protocol RepeatStore: Sendable {
    /// Says what a request is, and remembers it if it is the first one.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - done: is told once, at once or later, on any thread.
    func claim(_ request: RepeatedRequest, _ done: @escaping @Sendable (RepeatVerdict) -> Void)

    /// The first request has this response, which is kept for so many seconds.
    func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int)

    /// The first request has ended in such a way that it may be made again.
    func forget(_ request: RepeatedRequest)
}
