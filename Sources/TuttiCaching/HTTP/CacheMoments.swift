/// When a response was asked for, and when its head came, in milliseconds since 1970.
package struct CacheMoments: Sendable, Equatable {
    /// When the request was sent.
    package let requested: Int64
    /// When the head of the response was there; never before the request.
    package let received: Int64

    /// Two moments; a clock may have been set back in between.
    package init(requested: Int64, received: Int64) {
        self.requested = min(max(requested, 0), max(received, 0))
        self.received = max(received, 0)
    }
}
