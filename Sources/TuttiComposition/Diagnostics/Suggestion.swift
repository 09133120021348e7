/// "Did you mean": the candidate that a mistyped word is nearest to.
enum Suggestion {
    /// The nearest candidate, if it is near enough to be meant; the first of equally near ones.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().unicodeScalars)
        guard !typed.isEmpty, typed.count <= 64 else { return nil }
        // A third of the word may be wrong: 1 change in `user`, 2 in `timeout`, 3 in `connect-timeout`.
        let allowed = min(3, max(1, typed.count / 3))
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard abs(letters.count - typed.count) <= allowed else { continue }
            let distance = Self.distance(typed, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// The help line for a word that doesn't exist: the nearest one, else all there are.
    static func help(for word: String, among candidates: [String], called kind: String) -> String {
        if let nearest = nearest(to: word, among: candidates) { return "did you mean `\(nearest)`?" }
        guard !candidates.isEmpty else { return "there are no \(kind)" }
        return "\(kind): " + candidates.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count 1 each.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            row.reserveCapacity(b.count + 1)
            for j in 1...b.count {
                var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
