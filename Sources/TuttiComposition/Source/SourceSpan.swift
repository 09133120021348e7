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
        let before = file.scalars(ofLine: line).prefix(max(column, 0))
        let count = file.isASCII(line: line) ? before.count : Self.text(before).count
        return SourcePosition(file: file.name, line: line, column: count + 1)
    }

    /// How many characters the caret run underlines.
    var lengthInCharacters: Int {
        let meant = file.scalars(ofLine: line).dropFirst(max(column, 0)).prefix(max(length, 0))
        guard length != 0 else { return 0 }
        return max(1, file.isASCII(line: line) ? meant.count : Self.text(meant).count)
    }

    /// The line as it stands in the file; empty where no line is meant.
    var sourceLine: String {
        length > 0 && file.lines.indices.contains(line - 1) ? file.lines[line - 1] : ""
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
