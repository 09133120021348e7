/// How far two names are apart.
enum EditDistance {
    /// The fewest insertions, removals, replacements and swaps of neighbours that make one of the other.
    ///
    /// `lenght` and `length` are 1 apart, `joins` and `join` too.
    static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, a) in left.enumerated() {
            var line = [row + 1]
            line.reserveCapacity(right.count + 1)
            for (column, b) in right.enumerated() {
                var cost = min(line[column] + 1, last[column + 1] + 1, last[column] + (a == b ? 0 : 1))
                if row > 0, column > 0, a == right[column - 1], left[row - 1] == b {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                line.append(cost)
            }
            beforeLast = last
            last = line
        }
        return last.last ?? left.count
    }
}
