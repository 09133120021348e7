package import TuttiResilience

/// From which load on requests are refused, the least important first: `load` of gateway.yaml.
package struct LoadBounds: Sendable, Equatable {
    /// The most requests that run at once, at least 1; nil for any number.
    package var requests: Int?
    /// How late a worker may be with what it has to do; nil for any time.
    package var lag: TimeSpan?

    /// Bounds that refuse nothing.
    package init() {}

    /// Whether a request is refused.
    ///
    /// With a bound of 1,000 requests, those of low importance are refused while 800 run, normal ones while 900 do, and critical ones while
    /// 1,000 do. A worker that is late refuses the first, one that is twice as late also the second, and never a critical one: what is late may
    /// be done by the time that a client has come back.
    ///
    /// - Parameters:
    ///   - importance: that of the request.
    ///   - running: how many others run.
    ///   - lag: how late the worker is.
    /// - Returns: true where it is.
    package func refuses(_ importance: Importance, running: Int, lag: TimeSpan) -> Bool {
        if let requests, running >= max(1, requests - requests / 10 * (2 - importance.rank)) { return true }
        guard let bound = self.lag else { return false }
        return switch importance {
        case .low: lag >= bound
        case .normal: lag.nanoseconds / 2 >= bound.nanoseconds
        case .critical: false
        }
    }
}
