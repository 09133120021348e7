/// Which members or elements of a value its schemas have looked at, for `unevaluatedProperties` and `unevaluatedItems`.
struct EvaluatedParts {
    private(set) var all = false
    private var marks: BitSet

    init(count: Int) {
        marks = BitSet(count: count)
    }

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
