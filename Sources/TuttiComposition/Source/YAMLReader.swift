internal import TuttiYAML

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
        /// Whether a document could not be read to its end, so that what is missing may stand in it.
        var isCutShort = false
    }

    let substitution: EnvironmentSubstitution
    let diagnostics: DiagnosticCollector

    /// Reads a file to its end: a document that can't be read costs the others nothing.
    func read(_ file: SourceFile) -> Result {
        var result = Result()
        if let line = lineOfTagDirectives(in: file) {
            diagnostics.error(
                .yamlSyntax, at: SourceSpan(file: file, line: line, column: 0, length: 4),
                "tags (`!name`) are not read, and so there is no use for so many `%TAG`", help: "remove them")
            return Result(isCutShort: true)
        }
        var start: Int? = 1
        while let line = start {
            let events = YAMLEvents(of: file, fromLine: line)
            do {
                while let document = try self.document(of: file, from: events) {
                    result.documents.append(document)
                }
                start = nil
            } catch {
                error.report(to: diagnostics)
                result.isCutShort = true
                // Nobody reads further mistakes of a file that has so many.
                start = diagnostics.isFull(file) ? nil : events.nextDocument
            }
        }
        return result
    }

    /// The next document, nil at the end.
    ///
    /// A document that can't be read to its end gets no other diagnostic: half of it is not what its author meant.
    private func document(of file: SourceFile, from events: YAMLEvents) throws(YAMLMistake) -> Document? {
        guard try events.next() != nil else { return nil }  // its start
        var tree = YAMLTree(file: file, events: events, substitution: substitution)
        let root = try tree.root()
        _ = try events.next()  // its end
        for mistake in tree.mistakes { mistake.report(to: diagnostics) }
        return Document(root: root, isDamaged: !tree.mistakes.isEmpty)
    }

    /// More than this are not handed to libyaml, which compares each with all before it.
    private static let tagDirectiveLimit = 50

    /// The line of the first `%TAG` beyond the limit; nil if there are no more.
    private func lineOfTagDirectives(in file: SourceFile) -> Int? {
        var count = 0
        for line in 1...file.lineCount where file.line(line, beginsWith: "%TAG") {
            count += 1
            if count > Self.tagDirectiveLimit { return line }
        }
        return nil
    }
}
