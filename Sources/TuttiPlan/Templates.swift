package import TuttiExpressions
package import TuttiJSON

/// Text with placeholders, `/users/{path.id}`: a path or the value of a header.
package struct TextTemplate: Sendable, Equatable {
    /// A piece of the text.
    package enum Part: Sendable, Equatable {
        /// Text as it is; in a path already percent-encoded.
        case literal(String)
        /// An expression whose value is put in, encoded as its place demands.
        case placeholder(Expression)
    }

    /// The pieces in order.
    package var parts: [Part]

    /// A template of parts.
    package init(_ parts: [Part]) {
        self.parts = parts
    }
}

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
        package var name: String
        /// Its name as JSON with quotes and colon, `"user":`, ready to be written.
        package var encodedName: [UInt8]
        /// Its value.
        package var value: ValueTemplate

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
