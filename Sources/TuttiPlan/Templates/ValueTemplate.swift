package import TuttiExpressions
package import TuttiJSON

/// A value with expressions in it: what `response`, `body`, `query`, `when` and `otherwise` hold.
package indirect enum ValueTemplate: Sendable, Equatable {
    /// The same value each time.
    case constant(JSONValue)
    /// The value of an expression.
    case expression(Expression)
    /// An object with these members in this order.
    case object([Member])
    /// An array of these elements.
    case array([ValueTemplate])

    /// A member of an object.
    package struct Member: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its name as JSON with quotes and colon, `"user":`, ready to be written.
        package let encodedName: [UInt8]
        /// Its value.
        package let value: ValueTemplate

        /// A member with its name encoded.
        package init(name: String, value: ValueTemplate) {
            var writer = JSONWriter(reserving: name.utf8.count + 3)
            writer.write(name: name)
            self.name = name
            self.encodedName = writer.bytes
            self.value = value
        }
    }
}
