package import HTTPTypes

/// One entry of a call's `headers`.
package struct HeaderTemplate: Sendable, Equatable {
    /// The header's name.
    package let name: HTTPField.Name
    /// The header's value.
    ///
    /// The header is not sent when a placeholder in it is null, and the call fails when a placeholder brings in a control character.
    package let value: TextTemplate

    /// A header made of its parts.
    package init(name: HTTPField.Name, value: TextTemplate) {
        self.name = name
        self.value = value
    }
}
