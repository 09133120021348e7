/// Finds the name that a mistyped one was meant to be, for "did you mean".
package enum NearestName {
    /// With more candidates than this there is no suggestion, because many mistakes times many candidates would take long.
    package static let limit = 1_000

    /// The candidate that was probably meant, the first of equally near ones; nil if none is near.
    ///
    /// A third of the name may be wrong, in at most three places, whatever its case: `lenght` is `length`, `timout` is
    /// `timeout`. Names of more than 64 characters are near to nothing. `most` says that fewer places may be wrong.
    package static func to(
        _ typed: String, among candidates: some Collection<String>, atMost most: Int = 3
    ) -> String? {
        guard candidates.count <= limit else { return nil }
        let typed = Array(typed.lowercased().unicodeScalars)
        guard !typed.isEmpty, typed.count <= 64 else { return nil }
        // 1 change in `user`, 2 in `timeout`, 3 in `connect-timeout`.
        let allowed = min(3, most, max(1, typed.count / 3))
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard !letters.isEmpty, abs(letters.count - typed.count) <= allowed else { continue }
            let distance = Self.distance(typed, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count 1 each.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, a) in left.enumerated() {
            var line = [row + 1]
            line.reserveCapacity(right.count + 1)
            for (column, b) in right.enumerated() {
                var cost = min(last[column + 1] + 1, line[column] + 1, last[column] + (a == b ? 0 : 1))
                if row > 0, column > 0, a == right[column - 1], left[row - 1] == b {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                line.append(cost)
            }
            beforeLast = last
            last = line
        }
        return last[right.count]
    }
}
