/// Which members or elements of a value its schemas have looked at, for `unevaluatedProperties` and `unevaluatedItems`.
///
/// Takes memory only for parts that were looked at.
struct EvaluatedParts {
    private(set) var all = false
    private var marks = BitSet()

    /// What putting it together with others takes, in words.
    var wordCount: Int { marks.wordCount }

    mutating func insert(_ part: Int) {
        marks.insert(part)
    }

    mutating func insertAll() {
        all = true
    }

    func contains(_ part: Int) -> Bool {
        all || marks.contains(part)
    }

    mutating func formUnion(_ other: EvaluatedParts) {
        all = all || other.all
        marks.formUnion(other.marks)
    }
}
