internal import TuttiPlan

/// A place as libyaml counts it.
struct SourceMark: Hashable {
    /// From 1.
    let line: Int
    /// From 0, in Unicode scalars.
    let column: Int
}

/// Some characters of one line of a file.
///
/// Columns are Unicode scalars here, as libyaml counts them; a diagnostic counts characters as a reader does.
struct SourceSpan: Sendable {
    let file: SourceFile
    /// From 1.
    var line: Int
    /// From 0, in Unicode scalars.
    var column: Int
    /// In Unicode scalars.
    var length: Int

    /// The place for people: the column in characters, from 1.
    var position: SourcePosition {
        SourcePosition(file: file.name, line: line, column: file.characters(ofLine: line, before: column) + 1)
    }

    /// How many characters the caret run underlines.
    var lengthInCharacters: Int {
        guard length > 0 else { return 0 }
        let start = max(column, 0)
        let end = min(length, file.scalars(ofLine: line).count) + start
        return max(1, file.characters(ofLine: line, before: end) - file.characters(ofLine: line, before: start + 1) + 1)
    }

    /// Of a line longer than this, in scalars, only so much is shown: with 500 mistakes in a line of a megabyte, all of it each
    /// time is half a gigabyte.
    private static let excerptLimit = 800

    /// The line as it stands in the file, cut around the place if it is long, and the column of the place if it is cut; empty
    /// where no line is meant.
    var excerpt: (line: String, column: Int?) {
        guard length > 0, file.lines.indices.contains(line - 1) else { return ("", nil) }
        let scalars = file.scalars(ofLine: line)
        guard scalars.count > Self.excerptLimit else { return (file.lines[line - 1], nil) }
        let place = min(max(column, 0), scalars.count)
        let start = max(0, place - Self.excerptLimit / 2)
        let end = min(scalars.count, start + Self.excerptLimit)
        let before = (start > 0 ? "…" : "") + Self.text(scalars[start..<place])
        return (before + Self.text(scalars[place..<end]) + (end < scalars.count ? "…" : ""), before.count + 1)
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
