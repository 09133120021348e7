/// One entry of a call's `query`.
package struct QueryParameter: Sendable, Equatable {
    /// The name, percent-encoded already.
    package let encodedName: String
    /// The value.
    package let value: ValueTemplate

    /// A parameter made of its parts.
    package init(encodedName: String, value: ValueTemplate) {
        self.encodedName = encodedName
        self.value = value
    }
}
