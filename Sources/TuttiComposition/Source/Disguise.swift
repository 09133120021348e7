/// A file in which some keys have another first letter, so that they differ from each other.
struct Disguise {
    /// The keys that were disguised, by where they begin.
    private(set) var hidden: [SourceMark: String] = [:]
    private var scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (index, scalar) in scalars.enumerated() where SourceFile.isBreak(scalar) {
            if scalar == "\r", scalars.indices.contains(index + 1), scalars[index + 1] == "\n" { continue }
            starts.append(index + 1)
        }
        lineStarts = starts
    }

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Replaces the key's first letter by one of a private use area, a different one each time.
    ///
    /// Nothing moves, so every mark stays right. False where it can't be done: an empty key, one with a tag, one that begins
    /// with a quote.
    mutating func hide(_ key: String, at mark: SourceMark) -> Bool {
        guard lineStarts.indices.contains(mark.line - 1) else { return false }
        var index = lineStarts[mark.line - 1] + mark.column
        guard scalars.indices.contains(index), !"&!*|>{[?".unicodeScalars.contains(scalars[index]) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard scalars.indices.contains(index), scalars[index] != "\"", scalars[index] != "'",
            !SourceFile.isBreak(scalars[index]), let mask = Unicode.Scalar(0xE000 + hidden.count)
        else { return false }
        scalars[index] = mask
        hidden[mark] = key
        return true
    }
}
