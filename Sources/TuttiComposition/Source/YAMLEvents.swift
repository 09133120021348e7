internal import TuttiYAML

/// The events of a file from a line on, and how far they have come.
final class YAMLEvents {
    private let file: SourceFile
    private let reader: YAMLEventReader
    /// The mappings and sequences that have begun and not ended.
    private var open: [YAMLEvent] = []
    private var isInDocument = false
    /// Where the next document can begin at the earliest, if this one is given up now.
    private var line: Int
    /// Whether it is a directive (`%YAML`) that can't be read.
    private var isAtDirective = false

    init(of file: SourceFile, fromLine line: Int) {
        self.file = file
        self.line = line
        reader = YAMLEventReader(file.bytes, from: file.range(ofLine: line)?.lowerBound ?? file.bytes.count, line: line)
    }

    /// How many mappings and sequences are open.
    var depth: Int { open.count }

    /// The next event, nil at the end.
    func next() throws(YAMLMistake) -> YAMLEvent? {
        let event: YAMLEvent?
        do {
            event = try reader.next()
        } catch {
            let place = file.mark(of: error)
            line = max(line, place.line)
            isAtDirective = !isInDocument && file.line(place.line, beginsWith: "%")
            throw YAMLMistake(error, in: file, within: open.last)
        }
        guard let event else { return nil }
        line = max(line, event.start.line)
        switch event.kind {
        case .documentStart(let isExplicit):
            isInDocument = true
            if isExplicit { line = max(line, event.end.line + 1) }
        case .documentEnd: isInDocument = false
        case .mappingStart, .sequenceStart: open.append(event)
        case .mappingEnd, .sequenceEnd: _ = open.popLast()
        case .scalar, .alias: break
        }
        return event
    }

    /// The line of the `---` that begins the next document when this one is given up; nil when there is none.
    ///
    /// No value goes on behind such a line, not even a quoted one (YAML 1.2, section 9.1.2).
    var nextDocument: Int? {
        // A directive stands before the `---` of its own document.
        var passedOver = isAtDirective ? 1 : 0
        for line in line...max(line, file.lineCount) where file.beginsDocument(inLine: line) {
            if passedOver == 0 { return line }
            passedOver -= 1
        }
        return nil
    }
}
