internal import TuttiYAML

/// What is wrong with a file as YAML.
struct YAMLMistake: Error {
    let code: DiagnosticCode
    let span: SourceSpan
    let message: String
    var help: String?
    var related: [(String, SourceSpan)] = []

    func report(to diagnostics: DiagnosticCollector) {
        diagnostics.error(code, at: span, message, help: help, related: related)
    }
}

/// What is right as YAML and not read here.
extension YAMLMistake {
    static func tooDeep(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .tooDeep, span: span, message: "values nest deeper than \(YAMLReader.depthLimit) levels",
            help: "take levels out")
    }

    static func anchor(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .yamlAlias, span: span, message: "anchors (`&name`) are not read",
            help: "remove it; an expression that begins with `&` stands in quotes")
    }

    static func alias(_ name: String, at span: SourceSpan) -> YAMLMistake {
        var span = span
        span.length = name.unicodeScalars.count + 1
        return YAMLMistake(
            code: .yamlAlias, span: span, message: "aliases (`*name`) are not read",
            help: "write the value out; an expression that begins with `*` stands in quotes")
    }

    /// An alias to a name that no anchor has: an expression was meant.
    static func asterisk(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .yamlSyntax, span: span, message: "a value can't begin with `*`: YAML takes it for an alias",
            help: "put the value in double quotes")
    }

    static func tag(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .yamlTag, span: span, message: "tags (`!name`) are not read",
            help: "an expression that begins with `!` stands in quotes: \"!user.blocked\"")
    }

    static func keyNotText(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .keyNotText, span: span, message: "a key must be a plain or quoted word",
            help: "text that begins with `{` or `[` stands in double quotes")
    }

    static func mergeKey(at span: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .mergeKey, span: span, message: "merge keys (`<<`) are not read", help: "write the members out")
    }

    static func repeatedKey(_ key: YAMLScalar, first: SourceSpan) -> YAMLMistake {
        YAMLMistake(
            code: .duplicateKey, span: key.span, message: "`\(key.text)` is there twice",
            help: "remove one of them, or give it another name", related: [("the first one", first)])
    }
}

/// Why a text is no YAML, in plain words: judged by the character where libyaml stopped, and by where the part begins that it was reading.
extension YAMLMistake {
    /// The mistake at which reading a file stopped; `collection` is the innermost mapping or sequence that is open.
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

    /// A word that can't follow what stands before it.
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
