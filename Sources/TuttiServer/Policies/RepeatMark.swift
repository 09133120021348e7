/// What became of a request with an `Idempotency-Key`, for the access log and the metrics.
enum RepeatMark: String, CaseIterable {
    /// It was the first with its key.
    case first
    /// It got the response to the first one.
    case replayed
    /// The first one was still being served.
    case running
    /// Its key was used for another request.
    case mismatch
    /// Nobody could say.
    case unavailable

    /// Its place among all of them.
    var place: Int {
        switch self {
        case .first: 0
        case .replayed: 1
        case .running: 2
        case .mismatch: 3
        case .unavailable: 4
        }
    }
}
