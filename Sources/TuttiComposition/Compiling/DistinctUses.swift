/// What one expression reads: each call once, however often it stands there.
struct DistinctUses {
    /// One use for each call, the first one; it copes with null if all of the call's uses do.
    private(set) var uses: [CallUse] = []
    /// Whether every call is in it, as it is after a bare `meta`.
    var hasAll = false
    private var places: [Int: Int] = [:]

    /// Adds one use.
    mutating func add(_ use: CallUse) {
        if let place = places[use.call] {
            uses[place].copesWithNull = uses[place].copesWithNull && use.copesWithNull
            uses[place].isRead = uses[place].isRead || use.isRead
        } else {
            places[use.call] = uses.count
            uses.append(use)
        }
    }
}
