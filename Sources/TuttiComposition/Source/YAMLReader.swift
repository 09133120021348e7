internal import Yams

/// Turns a file into located documents, and what is wrong with it as YAML into diagnostics.
struct YAMLReader {
    /// How deep values may nest.
    static let depthLimit = 64

    /// The documents of a file that could be read.
    struct Result {
        var documents: [YAMLNode] = []
        /// Whether a syntax error has cut the file short, so that what is missing may stand in the rest.
        var isCutShort = false
        /// Whether there was any mistake in it as YAML: then what seems not to be used may be.
        var isDamaged = false
    }

    let substitution: EnvironmentSubstitution
    let diagnostics: DiagnosticCollector

    func read(_ file: SourceFile) -> Result {
        let errors = diagnostics.errorCount
        if let line = lineOfTagDirectives(in: file) {
            diagnostics.error(
                .yamlSyntax, at: SourceSpan(file: file, line: line, column: 0, length: 4),
                "tags (`!name`) are not read, and so there is no use for so many `%TAG`", help: "remove them")
            return Result(isCutShort: true, isDamaged: true)
        }
        if let alias = YAMLAliasSearch.firstAlias(in: file.text) {
            report(alias: alias, in: file)
            return Result(isCutShort: true, isDamaged: true)
        }
        let parsed = YAMLParser.parse(file.text)
        let tree = YAMLTree(
            file: file, disguised: parsed.disguised, substitution: substitution, diagnostics: diagnostics)
        var result = Result(documents: parsed.documents.map { tree.node($0, depth: 0) })
        if let error = parsed.error {
            YAMLSyntaxErrors.report(error, in: file, to: diagnostics)
            result.isCutShort = true
        }
        result.isDamaged = diagnostics.errorCount > errors
        withExtendedLifetime(parsed.parser) {}
        return result
    }

    /// More than this are not handed to libyaml, which compares each with all before it.
    private static let tagDirectiveLimit = 50

    /// The line of the first `%TAG` beyond the limit; nil if there are no more.
    private func lineOfTagDirectives(in file: SourceFile) -> Int? {
        var count = 0
        for (index, line) in file.lines.enumerated() where line.utf8.starts(with: "%TAG".utf8) {
            count += 1
            if count > Self.tagDirectiveLimit { return index + 1 }
        }
        return nil
    }

    private func report(alias mark: SourceMark, in file: SourceFile) {
        let name = file.scalars(ofLine: mark.line).dropFirst(mark.column + 1).prefix {
            $0.properties.isIDContinue || $0 == "-"
        }
        diagnostics.error(
            .yamlAlias, at: SourceSpan(file: file, line: mark.line, column: mark.column, length: name.count + 1),
            "aliases (`*name`) are not read",
            help: "write the value out; an expression that begins with `*` stands in quotes")
    }
}
