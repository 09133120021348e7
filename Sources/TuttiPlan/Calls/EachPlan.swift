package import TuttiExpressions

/// A call that is made for the values of an array: `each`.
package struct EachPlan: Sendable, Equatable {
    /// The array; null is none.
    package var values: Expression
    /// Up to so many values go into one request, at least 1.
    package var batch: Int
    /// Gives, for an item of a response, the value that it belongs to; nil goes by position.
    ///
    /// `@` is the item, `$` the one document. With a key the result is an object by value, without one an array.
    package var key: Expression?
    /// Whether each value gets the list of its items, none included; otherwise it gets the first.
    ///
    /// Only with a key.
    package var many: Bool
    /// More distinct values than this are a failure.
    package var atMost: Int
    /// So many requests at once, at least 1.
    package var parallel: Int

    /// What holds where the file says nothing.
    package static let standard = (batch: 1, atMost: 100, parallel: 10)

    /// Values and how they are asked for.
    package init(
        values: Expression, batch: Int = standard.batch, key: Expression? = nil, many: Bool = false,
        atMost: Int = standard.atMost, parallel: Int = standard.parallel
    ) {
        self.values = values
        self.batch = max(batch, 1)
        self.key = key
        self.many = many && key != nil
        self.atMost = max(atMost, 1)
        self.parallel = max(parallel, 1)
    }

    /// The most requests: 100 values in batches of 30 take 4.
    package var mostRequests: Int { atMost / batch + (atMost % batch == 0 ? 0 : 1) }
}
