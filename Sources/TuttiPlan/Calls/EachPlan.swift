package import TuttiExpressions

/// A call that is made for the values of an array: `each`.
package struct EachPlan: Sendable, Equatable {
    /// The expression that gives the array; null stands for an empty one.
    package let values: Expression
    /// How many values go into one request at most; at least 1.
    package let batch: Int
    /// Gives the value that an item of a response belongs to; nil matches items by position.
    ///
    /// In it `@` is the item, and `$` is the document of the endpoint. With a key the result is an object by value, without one an array.
    package let key: Expression?
    /// Whether each value gets the list of its items, empty if there are none; otherwise it gets the first item.
    ///
    /// Only with a key.
    package let many: Bool
    /// The most distinct values; with more the call fails.
    package let atMost: Int
    /// How many requests are in flight at once; at least 1.
    package let parallel: Int

    /// An `each` of its parts, each number brought into its range.
    package init(
        values: Expression, batch: Int, key: Expression?, many: Bool, atMost: Int, parallel: Int
    ) {
        self.values = values
        self.batch = max(batch, 1)
        self.key = key
        self.many = many && key != nil
        self.atMost = max(atMost, 1)
        self.parallel = max(parallel, 1)
    }

    /// The same with another bound of the number of values.
    package func with(atMost: Int) -> EachPlan {
        EachPlan(values: values, batch: batch, key: key, many: many, atMost: atMost, parallel: parallel)
    }

    /// The most requests that it makes: 100 values in batches of 30 take 4.
    package var mostRequests: Int { atMost / batch + (atMost % batch == 0 ? 0 : 1) }
}
