internal import ArgumentParser
internal import TuttiExpressions

/// The error for a first word that is no command.
enum UnknownCommand {
    /// What other programs call a command.
    private static let foreign = [
        "validate": "check", "lint": "check", "verify": "check", "run": "serve", "start": "serve", "up": "serve",
        "server": "serve", "new": "init", "create": "init", "describe": "explain", "plan": "explain",
        "graph": "explain",
        "swagger": "openapi",
    ]

    /// What to say; nil where the word is a command or no word.
    static func message(for word: String?, among commands: [String]) -> String? {
        guard let word, !word.hasPrefix("-"), !word.isEmpty, !commands.contains(word), word != "help" else {
            return nil
        }
        let meant = foreign[word] ?? NearestName.to(word, among: commands)
        let help =
            meant.map { "did you mean `tutti \($0)`?" }
            ?? "there are " + commands.map { "`\($0)`" }.joined(separator: ", ")
        return "tutti: there is no command `\(word)`; \(help)"
    }
}
