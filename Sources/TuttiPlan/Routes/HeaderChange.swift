package import HTTPTypes

/// One entry of a route's `headers` or `response-headers`.
package struct HeaderChange: Sendable, Equatable {
    /// The header's name; what the other side sends under it is dropped in any case.
    package let name: HTTPField.Name
    /// The header's value; nil removes the header, and so does a value with a placeholder that is null.
    package let value: TextTemplate?

    /// A change made of its parts.
    package init(name: HTTPField.Name, value: TextTemplate?) {
        self.name = name
        self.value = value
    }
}
