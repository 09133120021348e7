/// How much it matters that a request is served, when not all can be.
package enum Importance: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Refused first.
    case low
    /// Refused when that is not enough.
    case normal
    /// Served for as long as anything is.
    case critical

    package static func < (left: Importance, right: Importance) -> Bool { left.rank < right.rank }

    /// 0 for the least important.
    package var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .critical: 2
        }
    }
}
