/// Text that stands where an expression is read, without its quotes: `Hello there`, `application/json`.
enum TextWithoutQuotes {
    /// The text with the quotes of an expression around it, as it stands in a YAML string in double quotes.
    ///
    /// - Parameters:
    ///   - source: the whole of what was written.
    ///   - isRead: whether an expression can read something by a name.
    /// - Returns: nil for what looks like an expression, or reads something.
    static func quoted(_ source: String, isRead: (String) -> Bool) -> String? {
        guard let first = source.first, first.isLetter || first.isNumber, source.contains(where: \.isLetter),
            !source.utf8.contains(where: signs.contains), !source.contains(where: \.isNewline)
        else { return nil }
        let words = source.utf8.split { !Identifier.continues($0) }
        guard !words.contains(where: { isRead(String(decoding: $0, as: UTF8.self)) }) else { return nil }
        guard source.count <= lengthShown else { return "'…'" }
        return "'" + source.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\\\'") + "'"
    }

    /// The text before braces, in quotes: `'Hi '` of `Hi {body.name}`.
    ///
    /// - Returns: nil for what may be the beginning of an expression.
    static func before(_ braces: BracedName, in source: String) -> String? {
        let text = String(decoding: source.utf8.prefix(braces.range.lowerBound), as: UTF8.self)
        guard !source.utf8.dropFirst(braces.range.lowerBound).starts(with: "$".utf8),
            let last = text.last(where: { $0 != " " }), last != ".", text.count <= lengthShown,
            text.allSatisfy({ $0.isLetter || $0.isNumber || " .,:;_/#".contains($0) })
        else { return nil }
        return "'\(text)'"
    }

    /// What expressions are made of and sentences hardly ever are.
    private static let signs = Array("()[]{}|<>=`\"$\\".utf8)
    private static let lengthShown = 60
}
