package import HTTPTypes

/// One entry of a call's `headers`.
package struct HeaderTemplate: Sendable, Equatable {
    /// The field's name.
    package var name: HTTPField.Name
    /// The field's value; it is not sent where a placeholder is null, and control characters that one brings in are refused.
    package var value: TextTemplate

    /// A field of its parts.
    package init(name: HTTPField.Name, value: TextTemplate) {
        self.name = name
        self.value = value
    }
}
