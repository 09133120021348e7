package import TuttiExpressions
package import TuttiSchema

/// What the response of a call must be like.
package struct ResponseExpectation: Sendable, Equatable {
    /// The schema of the response, before `select`.
    package let schema: JSONSchema
    /// Whether the call fails where the response doesn't fit; otherwise that is counted and logged.
    package let fails: Bool
    /// What is known of a response that fits.
    package let shape: ValueShape

    /// An expectation made of its parts.
    package init(schema: JSONSchema, fails: Bool) {
        (self.schema, self.fails, shape) = (schema, fails, SchemaShape.of(schema))
    }

    /// Whether both ask for the same.
    package static func == (left: ResponseExpectation, right: ResponseExpectation) -> Bool {
        left.schema == right.schema && left.fails == right.fails
    }
}
