package import TuttiSchema

/// What the response of a call must be like.
package struct ResponseExpectation: Sendable, Equatable {
    /// The schema of the response, before `select`.
    package let schema: JSONSchema
    /// Whether the call fails where the response doesn't fit; otherwise that is counted and logged.
    package let fails: Bool

    /// An expectation made of its parts.
    package init(schema: JSONSchema, fails: Bool) {
        (self.schema, self.fails) = (schema, fails)
    }
}
