internal import TuttiEngine
internal import TuttiPlan

extension CallOutcome {
    /// The index of its count among those of a service; computed, because each call needs one.
    var place: Int {
        switch self {
        case .ok: 0
        case .skipped: 1
        case .cached: 2
        case .forbidden: 3
        case .fallback(let reason): 4 + 3 * reason.place
        case .failed(let reason): 5 + 3 * reason.place
        case .stale(let reason): 6 + 3 * reason.place
        }
    }
}

extension FailureReason {
    /// 0 and up, without gaps.
    fileprivate var place: Int {
        switch self {
        case .timeout: 0
        case .connect: 1
        case .dns: 2
        case .tls: 3
        case .reset: 4
        case .status: 5
        case .invalidJSON: 6
        case .tooLarge: 7
        case .breakerOpen: 8
        case .overloaded: 9
        case .dependency: 10
        case .expression: 11
        case .canceled: 12
        case .tooMany: 13
        case .badResponse: 14
        case .forbidden: 15
        case .shed: 16
        case .credentials: 17
        case .graphQL: 18
        case .unexpected: 19
        case .noInstance: 20
        }
    }
}
