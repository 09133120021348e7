/// One line of a file, and its parts.
struct SourceLine: Sendable {
    let text: String
    let scalars: [Unicode.Scalar]
    /// Where each character begins, counted in scalars; nil if every scalar is a character of its own.
    private let characterStarts: [Int]?

    init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: { !$0.isASCII }) else {
            characterStarts = nil
            return
        }
        var starts: [Int] = []
        var offset = 0
        for character in text {
            starts.append(offset)
            offset += character.unicodeScalars.count
        }
        characterStarts = starts
    }

    /// How many characters begin before a column, which is in scalars from 0.
    ///
    /// Counting anew for each of many places in a long line would take time in proportion to the square of its length.
    func characters(before column: Int) -> Int {
        guard let characterStarts else { return min(max(column, 0), scalars.count) }
        var (low, high) = (0, characterStarts.count)
        while low < high {
            let middle = (low + high) / 2
            if characterStarts[middle] < column { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
