package import TuttiResilience

/// From which load on requests are refused, the least important first: `load` of gateway.yaml.
package struct LoadBounds: Sendable, Equatable {
    /// The most requests that run at once, at least 1; nil for any number.
    package var requests: Int?
    /// How late a worker may be with what it has to do; nil for any time.
    package var lag: TimeSpan?

    /// Bounds that refuse nothing.
    package init() {}

    /// Which optional calls are left out of a request that is served.
    ///
    /// It comes before any request is refused: with a bound of 1,000 requests, calls of low importance are left out while 600 run, and normal
    /// ones while 700 do; of a worker that is late by half of its bound, and by three quarters.
    ///
    /// - Parameters:
    ///   - running: how many other requests run.
    ///   - lag: how late the worker is.
    /// - Returns: the most important ones that are left out; nil where none is.
    package func leftOut(running: Int, lag: TimeSpan) -> Importance? {
        func isLeftOut(_ share: Int, of lagShare: Double) -> Bool {
            if let requests, requests >= 10, running >= requests - requests / 10 * share { return true }
            return self.lag.map { Double(lag.nanoseconds) >= Double($0.nanoseconds) * lagShare } ?? false
        }
        if isLeftOut(3, of: 0.75) { return .normal }
        return isLeftOut(4, of: 0.5) ? .low : nil
    }

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
