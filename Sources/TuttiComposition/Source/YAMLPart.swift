internal import Yams

/// A part of a file that is parsed by itself: all of it, or one of its documents.
struct YAMLPart {
    let file: SourceFile
    let text: String
    /// How many lines of the file stand before it.
    var linesBefore = 0

    /// The whole of a file.
    init(wholeOf file: SourceFile) {
        self.file = file
        self.text = file.text
    }

    private init(_ file: SourceFile, lines: Range<Int>) {
        self.file = file
        // Lines that end elsewhere, at CR or NEL, are of the same number.
        self.text = file.lines[lines].joined(separator: "\n") + "\n"
        self.linesBefore = lines.lowerBound
    }

    /// A file of more documents is read as one.
    private static let limit = 500

    /// The documents of a file, each from its `---` on; none where there is only one, or very many.
    static func documents(of file: SourceFile) -> [YAMLPart] {
        // A line that begins so begins a document, whatever is open before it (YAML 1.2, 9.1.2).
        var starts = file.lines.indices.filter { line in
            let text = file.lines[line].utf8
            return text.starts(with: "---".utf8) && text.dropFirst(3).first.map { $0 == 0x20 || $0 == 0x09 } ?? true
        }
        // Directives belong to the document after them.
        for (index, start) in starts.enumerated() {
            var first = start
            while first > 0, file.lines[first - 1].hasPrefix("%") { first -= 1 }
            starts[index] = first
        }
        if starts.first != 0 { starts.insert(0, at: 0) }
        guard (2...limit).contains(starts.count) else { return [] }
        let ends = starts.dropFirst() + [file.lines.count]
        return zip(starts, ends).map { YAMLPart(file, lines: $0..<$1) }
    }

    /// What could be made of it.
    enum Outcome {
        case read(YAMLParser.Result)
        /// It has an alias there, counted in the part.
        case alias(SourceMark)
    }

    /// Parses it, if it has no alias.
    func parse() -> Outcome {
        if let alias = YAMLAliasSearch.firstAlias(in: text) { return .alias(alias) }
        return .read(YAMLParser.parse(text))
    }

    /// The last line of it that is not blank, counted in the file from 1.
    var lastLineWithText: Int {
        let count = SourceFile(name: file.name, text: text).lines.count
        let lines = file.lines[linesBefore..<min(linesBefore + count, file.lines.count)]
        return (lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? linesBefore) + 1
    }

    /// A place of the part as a place of the file.
    func placed(_ mark: SourceMark) -> SourceMark {
        SourceMark(line: mark.line + linesBefore, column: mark.column)
    }
}
