internal import Yams

/// Turns a file into located documents, and what is wrong with it as YAML into diagnostics.
struct YAMLReader {
    /// How deep values may nest.
    static let depthLimit = 64

    /// One document.
    struct Document {
        let root: YAMLNode
        /// Whether there was any mistake in it as YAML: then what seems not to be used may be.
        let isDamaged: Bool
    }

    /// The documents of a file that could be read.
    struct Result {
        var documents: [Document] = []
        /// Whether a mistake has kept some of the file from being read, so that what is missing may stand there.
        var isCutShort = false
    }

    let substitution: EnvironmentSubstitution
    let diagnostics: DiagnosticCollector

    func read(_ file: SourceFile) -> Result {
        if let line = lineOfTagDirectives(in: file) {
            diagnostics.error(
                .yamlSyntax, at: SourceSpan(file: file, line: line, column: 0, length: 4),
                "tags (`!name`) are not read, and so there is no use for so many `%TAG`", help: "remove them")
            return Result(isCutShort: true)
        }
        let whole = YAMLPart(wholeOf: file)
        let outcome = whole.parse()
        if case .read(let parsed) = outcome, parsed.error == nil { return result(outcome, of: whole) }
        // One mistake is not to hide the others: each document is read by itself.
        let parts = YAMLPart.documents(of: file)
        guard !parts.isEmpty else { return result(outcome, of: whole) }
        return parts.reduce(into: Result()) { all, part in
            let result = result(part.parse(), of: part)
            all.documents += result.documents
            all.isCutShort = all.isCutShort || result.isCutShort
        }
    }

    private func result(_ outcome: YAMLPart.Outcome, of part: YAMLPart) -> Result {
        switch outcome {
        case .alias(let mark):
            report(alias: part.placed(mark), in: part.file)
            return Result(isCutShort: true)
        case .read(let parsed):
            let tree = YAMLTree(part: part, parsed, substitution: substitution, diagnostics: diagnostics)
            var result = Result()
            for document in parsed.documents {
                let errors = diagnostics.errorCount
                let root = tree.node(document, depth: 0)
                result.documents.append(Document(root: root, isDamaged: diagnostics.errorCount > errors))
            }
            if let error = parsed.error {
                YAMLSyntaxErrors.report(error, in: part, to: diagnostics)
                result.isCutShort = true
            }
            withExtendedLifetime(parsed.parser) {}
            return result
        }
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
