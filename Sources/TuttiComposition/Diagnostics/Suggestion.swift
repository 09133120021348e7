internal import TuttiExpressions

/// What to say about a word that doesn't exist.
enum Suggestion {
    /// The help line for a word that doesn't exist: the nearest one, else all there are.
    static func help(for word: String, among candidates: [String], called kind: String) -> String {
        if let nearest = NearestName.to(word, among: candidates) { return "did you mean `\(nearest)`?" }
        guard !candidates.isEmpty else { return "there are no \(kind)" }
        return "\(kind): " + candidates.map { "`\($0)`" }.joined(separator: ", ")
    }
}
