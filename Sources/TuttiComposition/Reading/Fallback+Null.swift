internal import TuttiJSON
internal import TuttiPlan

extension Fallback {
    /// Whether it is a value that is there whatever happens, unless an expression in it fails.
    var isNeverNull: Bool {
        switch self {
        case .value(.constant(let value)): value.kind != .null
        case .value(.object), .value(.array): true
        case .value(.expression), .stale: false
        }
    }
}
