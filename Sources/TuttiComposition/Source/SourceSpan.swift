internal import TuttiPlan

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
        SourcePosition(file: file.name, line: line, column: file.line(line).characters(before: column) + 1)
    }

    /// How many characters the caret run underlines.
    var lengthInCharacters: Int {
        guard length > 0 else { return 0 }
        let line = file.line(line)
        let start = max(column, 0)
        let end = min(length, line.scalars.count) + start
        return max(1, line.characters(before: end) - line.characters(before: start + 1) + 1)
    }

    /// Of a line longer than this, in scalars, only so much is shown: with 500 mistakes in a line of a megabyte, all of it each
    /// time is half a gigabyte.
    private static let excerptLimit = 800

    /// The line as it stands in the file, cut around the place if it is long, and the column of the place if it is cut; empty
    /// where no line is meant.
    var excerpt: (line: String, column: Int?) {
        guard length > 0 else { return ("", nil) }
        let line = file.line(line)
        let scalars = line.scalars
        guard scalars.count > Self.excerptLimit else { return (line.text, nil) }
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
