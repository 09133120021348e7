package import TuttiJSON
package import TuttiPlan

/// The values of an `each`: distinct, without null, each where it first stands in the array.
package struct EachValues: Sendable {
    /// The values.
    package private(set) var values: [JSONValue] = []
    /// A member for each value, named by it as text, whose value is null until there is a response.
    ///
    /// The text is what tells values apart (`1` and `"1"` make the same request, so they are one), what responses are matched by,
    /// and what the members of the result are called when there is a `key`. One table does all three, hashing a name once.
    private(set) var table = JSONObject()

    /// Takes the values of an array, up to one more than `at-most` allows; null has none.
    ///
    /// - Throws: when it is no array, or, where values must be matched with a response, when one is an object or an array.
    package init(_ source: JSONValue, of each: EachPlan) throws(RenderingFailure) {
        if source.isNull { return }
        guard source.kind == .array else {
            throw RenderingFailure(each.values, "is no array, which `each` takes", isPlaceholder: false)
        }
        let mustBeText = each.batch > 1 || each.key != nil
        let elements = source.elements
        values.reserveCapacity(min(elements.count, each.atMost + 1))
        table.reserveCapacity(min(elements.count, each.atMost + 1))
        for element in elements where !element.isNull {
            // A client's body may hold any number of values: no more are read than `at-most` allows, and one.
            guard values.count <= each.atMost else { return }
            let name: String
            if let text = element.scalarText {
                name = text
            } else {
                guard !mustBeText else {
                    throw RenderingFailure(
                        each.values, "holds an object or an array; `key` and `batch` take text and numbers",
                        isPlaceholder: false)
                }
                var writer = JSONWriter(reserving: 64)
                writer.write(element)
                name = String(decoding: writer.bytes, as: UTF8.self)
            }
            if table.insert(name, .null) { values.append(element) }
        }
    }
}
