internal import TuttiJSON
internal import TuttiPlan

extension Fallback {
    /// Whether it gives a value other than null in every case, unless an expression in it fails.
    var isNeverNull: Bool {
        switch self {
        case .value(.constant(let value)): value.kind != .null
        case .value(.object), .value(.array): true
        case .value(.expression), .stale: false
        }
    }
}
