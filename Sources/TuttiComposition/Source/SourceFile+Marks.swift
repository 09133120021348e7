internal import TuttiYAML

/// The places of a file as libyaml counts them.
extension SourceFile {
    /// Where reading has stopped.
    func mark(of error: YAMLSyntaxError) -> YAMLMark {
        switch error {
        case .memory: YAMLMark(line: 1, column: 0)
        case .character(let offset): mark(ofOffset: offset)
        case .scanner(_, let mark), .parser(_, let mark): mark
        }
    }

    /// Whether a line is `---`, or begins with that and a blank.
    func beginsDocument(inLine line: Int) -> Bool {
        guard let range = range(ofLine: line), self.line(line, beginsWith: "---") else { return false }
        let next = bytes[range].dropFirst(3).first
        return next == nil || next == UInt8(ascii: " ") || next == UInt8(ascii: "\t")
    }

    /// The character at a place; nil at the end of a line.
    func scalar(at mark: YAMLMark) -> Unicode.Scalar? {
        let scalars = line(mark.line).scalars
        return scalars.indices.contains(mark.column) ? scalars[mark.column] : nil
    }

    /// The character at a place; for one past the last line with text, where a file ends in a line break, the end of that line.
    func span(of mark: YAMLMark) -> SourceSpan {
        let isText: (Int) -> Bool = { number in
            self.range(ofLine: number).map { !self.bytes[$0].allSatisfy { $0 == 0x20 || $0 == 0x09 } } ?? false
        }
        guard mark.line >= lineCount, let last = (1...lineCount).last(where: isText), last < mark.line else {
            return SourceSpan(file: self, line: mark.line, column: mark.column, length: 1)
        }
        return SourceSpan(file: self, line: last, column: line(last).scalars.count, length: 1)
    }
}
