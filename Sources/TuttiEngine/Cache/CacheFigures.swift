/// What the response cache holds.
package struct CacheFigures: Sendable, Equatable {
    /// How many responses.
    package var count: Int
    /// About how many bytes they take.
    package var bytes: Int
    /// How many had to make room for others so far.
    package var evictions: Int

    /// Figures of their parts.
    package init(count: Int, bytes: Int, evictions: Int = 0) {
        (self.count, self.bytes, self.evictions) = (count, bytes, evictions)
    }
}
