/// A scalar: its text after substitution, and what is needed to find each character of it in the file.
struct YAMLScalar: Sendable {
    /// How it is written.
    enum Style: Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// `${NAME}` that was replaced: where it stood in the raw text and where its value stands now, in UTF-8 offsets.
    struct Substitution: Sendable {
        let raw: Range<Int>
        let text: Range<Int>
    }

    let file: SourceFile
    /// As YAML gives it, before substitution.
    let raw: String
    /// With variables of the environment put in.
    let text: String
    let style: Style
    /// Where it begins, from 1.
    let line: Int
    /// Where it begins, from 0, in Unicode scalars.
    let column: Int
    let substitutions: [Substitution]
    /// Whether a diagnostic has said already that its value can't be known; then nothing more is said about it.
    let isBroken: Bool

    /// Its type by the rules of YAML 1.2; what is quoted or a block is text.
    var kind: ScalarKind {
        style == .plain && !isBroken ? ScalarKind(plain: text) : .text
    }

    /// The whole of it, as far as it stands in its first line.
    var span: SourceSpan {
        let places = ScalarPlaces(self)
        let isBlock = style == .literal || style == .folded
        if isBlock { return SourceSpan(file: file, line: line, column: column, length: 1) }
        let quotes = style == .plain ? 0 : 1
        let end = places.end
        let last = end.line == line ? end.column + quotes : file.scalars(ofLine: line).count
        return SourceSpan(file: file, line: line, column: column, length: max(1, last - column))
    }

    /// The part of it between two UTF-8 offsets of its text, as far as it stands in one line; an empty part is the place
    /// of one character.
    func span(_ range: Range<Int>) -> SourceSpan {
        let places = ScalarPlaces(self)
        let first = places[rawOffset(range.lowerBound, roundedUp: false)]
        let last = places[max(rawOffset(range.upperBound, roundedUp: true), 1) - 1]
        guard let first else { return span }
        guard !range.isEmpty, let last else {
            return SourceSpan(file: file, line: first.line, column: first.column, length: 1)
        }
        let end = last.line == first.line ? last.column + last.width : file.scalars(ofLine: first.line).count
        return SourceSpan(file: file, line: first.line, column: first.column, length: max(1, end - first.column))
    }

    /// Where an offset of the text lies in the raw text; what a variable has put in lies at its `${`.
    private func rawOffset(_ offset: Int, roundedUp: Bool) -> Int {
        var shift = 0
        for substitution in substitutions where substitution.text.lowerBound < offset || !roundedUp {
            if substitution.text.lowerBound > offset { break }
            if substitution.text.upperBound > offset || (roundedUp && substitution.text.upperBound == offset) {
                return roundedUp ? substitution.raw.upperBound : substitution.raw.lowerBound
            }
            shift = substitution.raw.upperBound - substitution.text.upperBound
        }
        return offset + shift
    }
}
