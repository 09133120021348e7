internal import TuttiYAML

/// A scalar: its text after substitution, and what is needed to find each character of it in the file.
struct YAMLScalar: Sendable {
    /// `${NAME}` that was replaced: where it stood in the raw text and where its value stands now, in UTF-8 offsets.
    struct Substitution: Sendable {
        let raw: Range<Int>
        let text: Range<Int>
        /// Whether it is only `$${`, which stands for `${`, so that no variable has put anything in.
        let isEscape: Bool
    }

    let file: SourceFile
    /// As YAML gives it, before substitution.
    let raw: String
    /// With variables of the environment put in.
    private(set) var text: String
    let style: YAMLScalarStyle
    /// Where it begins, from 1.
    let line: Int
    /// Where it begins, from 0, in Unicode scalars.
    let column: Int
    /// Just past its last character.
    let end: YAMLMark
    private(set) var substitutions: [Substitution] = []
    /// Whether its value can't be known and a diagnostic says why; then it gets no further diagnostic.
    private(set) var isBroken = false
    private let lazyPlaces = LazyScalarPlaces()

    /// A scalar as the file has it.
    init(_ text: String, _ style: YAMLScalarStyle, from event: YAMLEvent, in file: SourceFile) {
        self.file = file
        (raw, self.text, self.style) = (text, text, style)
        (line, column, end) = (event.start.line, event.start.column, event.end)
    }

    /// What stands in place of a value that can't be used.
    init(brokenAt place: YAMLMark, in file: SourceFile) {
        self.file = file
        (raw, text, style) = ("", "", .plain)
        (line, column, end) = (place.line, place.column, place)
        isBroken = true
    }

    /// The same scalar with its variables put in.
    func with(text: String, substitutions: [Substitution], isBroken: Bool) -> YAMLScalar {
        var scalar = self
        (scalar.text, scalar.substitutions, scalar.isBroken) = (text, substitutions, isBroken)
        return scalar
    }

    /// Its type by the rules of YAML 1.2; what is quoted or a block is text.
    var kind: ScalarKind {
        style == .plain && !isBroken ? ScalarKind(plain: text) : .text
    }

    /// For each UTF-8 byte of its text, whether a variable has put it in.
    var isPutIn: [Bool] {
        var isPutIn = [Bool](repeating: false, count: text.utf8.count)
        for substitution in substitutions where !substitution.isEscape {
            for index in substitution.text { isPutIn[index] = true }
        }
        return isPutIn
    }

    /// The whole of it, as far as it stands in its first line.
    var span: SourceSpan {
        let isBlock = style == .literal || style == .folded
        if isBlock { return SourceSpan(file: file, line: line, column: column, length: 1) }
        let last = end.line == line ? end.column : file.line(line).scalars.count
        return SourceSpan(file: file, line: line, column: column, length: max(1, last - column))
    }

    /// The `,` or `#` at which YAML has ended it, where it is plain and in one line; nil for anything else.
    var followingSign: Character? {
        guard style == .plain, end.line == line else { return nil }
        switch file.line(line).scalars.dropFirst(end.column).first(where: { $0 != " " }) {
        case ",": return ","
        case "#": return "#"
        default: return nil
        }
    }

    /// The part of it between two UTF-8 offsets of its text, as far as it stands in one line; an empty part is the place
    /// of one character.
    func span(_ range: Range<Int>) -> SourceSpan {
        let places = lazyPlaces.places(of: self)
        let first = places[rawOffset(range.lowerBound, roundedUp: false)]
        let last = places[max(rawOffset(range.upperBound, roundedUp: true), 1) - 1]
        guard let first else { return span }
        guard !range.isEmpty, let last else {
            return SourceSpan(file: file, line: first.line, column: first.column, length: 1)
        }
        let end = last.line == first.line ? last.column + last.width : file.line(first.line).scalars.count
        return SourceSpan(file: file, line: first.line, column: first.column, length: max(1, end - first.column))
    }

    /// Where an offset of the text lies in the raw text; what a variable has put in lies at its `${`.
    private func rawOffset(_ offset: Int, roundedUp: Bool) -> Int {
        // Sorted and apart from each other: only the last one that begins before the offset can cover it.
        var (low, high) = (0, substitutions.count)
        while low < high {
            let middle = (low + high) / 2
            let start = substitutions[middle].text.lowerBound
            if start < offset || (start == offset && !roundedUp) { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset }
        let last = substitutions[low - 1]
        if last.text.upperBound > offset || (roundedUp && last.text.upperBound == offset) {
            return roundedUp ? last.raw.upperBound : last.raw.lowerBound
        }
        return offset + last.raw.upperBound - last.text.upperBound
    }
}
