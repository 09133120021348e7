internal import TuttiJSON

extension Expression {
    /// The texts that stand in the expression, each with its place in UTF-8 offsets.
    package var textLiterals: [(text: String, range: Range<Int>)] {
        var texts: [(text: String, range: Range<Int>)] = []
        var parts = [root]
        while let part = parts.popLast() {
            if let text = part.literal?.string { texts.append((text, part.range)) }
            part.form.forEachPart { parts.append($0) }
        }
        return texts.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
