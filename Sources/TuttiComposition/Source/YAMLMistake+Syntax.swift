internal import TuttiYAML

/// What is no YAML, in plain words: told from what stands where libyaml stopped, and where what it was reading begins.
extension YAMLMistake {
    /// What keeps a file from being read on; `collection` is the innermost mapping or sequence that is open.
    init(_ error: YAMLSyntaxError, in file: SourceFile, within collection: YAMLEvent?) {
        let place = file.mark(of: error)
        var span = file.span(of: place)
        let words: Words
        switch error {
        case .memory:
            words = ("this is not YAML that can be read", "look for values that nest too deeply")
        case .character:
            words = (
                "control characters can't stand in YAML",
                "remove it; in double quotes it can be written as an escape: \"\\x07\""
            )
        case .scanner(nil, let mark):
            words = Self.misplaced(file.scalar(at: mark))
        case .scanner(let context?, let mark):
            let word = UnreadableWord(file: file, start: context, mark: mark)
            // A quote that is never closed is found at the end of the file; it is its beginning that helps.
            if word.isUnclosedQuote { span = file.span(of: context) }
            words = word.words
        case .parser(let context, let mark):
            words = Self.unfitting(at: mark, in: file, of: context, collection)
        }
        self.init(code: .yamlSyntax, span: span, message: words.message, help: words.help)
    }

    typealias Words = (message: String, help: String?)

    static let anchorOrAlias: Words = (
        "YAML takes a value that begins with `&` or `*` for an anchor or an alias", "put the value in double quotes"
    )
    static let directive: Words = (
        "a line that begins with `%` is a directive of YAML, and this one can't be read", "remove it"
    )
    static let tags: Words = (
        "tags (`!name`) are not read", "an expression that begins with `!` stands in quotes: \"!user.blocked\""
    )

    /// `: `, `- ` or `? ` where no value can begin.
    private static func misplaced(_ sign: Unicode.Scalar?) -> Words {
        let sign = sign.map { String(Character($0)) } ?? ":"
        guard sign != ":" else {
            return (
                "`: ` can't stand inside a value that is not quoted",
                "put the value in double quotes, or check the indentation of this line"
            )
        }
        return (
            "`\(sign) ` can't stand here", "begin it in a line of its own, or put the value in double quotes"
        )
    }

    /// A word that doesn't go on with what is before it.
    private static func unfitting(
        at mark: YAMLMark, in file: SourceFile, of context: YAMLMark?, _ collection: YAMLEvent?
    ) -> Words {
        let sign = file.scalar(at: mark)
        if sign == "!" { return tags }
        guard let context else {
            if sign == "%", mark.column == 0 { return unreadDirective(file.line(mark.line).text) }
            return ("this can't follow what is before it", "a file is one mapping; further documents begin with `---`")
        }
        guard context != mark, let collection else { return ("a value is missing here", nil) }
        switch collection.kind {
        case .mappingStart(isFlow: true):
            return ("a `}` or `,` is missing", "close the `{`; a value with braces or brackets stands in double quotes")
        case .sequenceStart(isFlow: true):
            return ("a `]` or `,` is missing", "close the `[`; a value with braces or brackets stands in double quotes")
        case .sequenceStart:
            return ("this line doesn't belong to the list before it", "begin it with `- ` or indent it less")
        default:
            return (
                "this line fits neither the mapping nor the value before it",
                "check its indentation, and the quotes in the lines before"
            )
        }
    }

    /// libyaml knows two directives, each once in a document.
    private static func unreadDirective(_ line: String) -> Words {
        let words = line.split(separator: " ")
        guard words.first == "%YAML", words.count > 1, !["1.1", "1.2"].contains(words[1]) else { return directive }
        return ("this version of YAML is not read", "remove the line; without it the file is read as YAML 1.2")
    }
}

extension SourceFile {
    /// The character at a place; nil at the end of a line.
    func scalar(at mark: YAMLMark) -> Unicode.Scalar? {
        let scalars = line(mark.line).scalars
        return scalars.indices.contains(mark.column) ? scalars[mark.column] : nil
    }

    /// The character at a place; for one past the last line with text, where a file ends in a line break, the end of that line.
    fileprivate func span(of mark: YAMLMark) -> SourceSpan {
        let isText: (Int) -> Bool = { number in
            self.range(ofLine: number).map { !self.bytes[$0].allSatisfy { $0 == 0x20 || $0 == 0x09 } } ?? false
        }
        guard mark.line >= lineCount, let last = (1...lineCount).last(where: isText), last < mark.line else {
            return SourceSpan(file: self, line: mark.line, column: mark.column, length: 1)
        }
        return SourceSpan(file: self, line: last, column: line(last).scalars.count, length: 1)
    }
}
