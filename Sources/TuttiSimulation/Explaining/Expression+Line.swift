internal import TuttiExpressions

// Templates as a file has them, on one line.

extension Expression {
    /// As it was written, with its line breaks as spaces.
    var line: String {
        source.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }.joined(separator: " ")
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
