/// The bounds of `[start:stop:step]` as written.
struct SliceBounds: Sendable, Hashable {
    let start: Int?
    let stop: Int?

    /// Never 0: the parser refuses it.
    let step: Int

    /// The positions that the slice takes of a sequence of so many elements, in order.
    ///
    /// As in Python: a negative bound counts from the end, a bound past an end is that end. Of 5 elements, `[1:3]` takes 1
    /// and 2, `[::-2]` takes 4, 2 and 0, `[9:1:-1]` takes 4, 3 and 2.
    func positions(of count: Int) -> StrideTo<Int> {
        let (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1)
        func clamped(_ bound: Int) -> Int {
            // Of opposite signs: no overflow.
            let position = bound < 0 ? bound + count : bound
            return min(max(position, lowest), highest)
        }
        let first = start.map(clamped) ?? (step > 0 ? lowest : highest)
        let end = stop.map(clamped) ?? (step > 0 ? highest : lowest)
        // A longer step takes no more than the first element either, and could overflow.
        return stride(from: first, to: end, by: min(max(step, -count - 1), count + 1))
    }
}
