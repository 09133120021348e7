internal import TuttiExpressions

/// What to say about a word that doesn't exist.
enum Suggestion {
    /// More names than this are not listed.
    static let listLimit = 30

    /// The help line for a word that doesn't exist: the nearest one, else all there are.
    static func help(for word: String, among candidates: [String], called kind: String) -> String {
        if let nearest = NearestName.to(word, among: candidates) { return "did you mean `\(nearest)`?" }
        guard !candidates.isEmpty else { return "there are no \(kind)" }
        return "\(kind): " + list(candidates)
    }

    /// The names, each in backquotes; the first of many.
    static func list(_ names: [String]) -> String {
        let rest = names.count - listLimit
        let shown = names.prefix(listLimit).map { "`\($0)`" }.joined(separator: ", ")
        return rest > 0 ? "\(shown) and \(rest) more" : shown
    }
}
