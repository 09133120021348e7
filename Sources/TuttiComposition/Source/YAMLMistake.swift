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

    /// An alias to nothing: an expression was meant.
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
