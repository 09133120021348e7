/// A path or a URL with placeholders, behind which the rest of the client's path may stand: `/v2/orders/{path.rest}`.
package struct RestTemplate: Sendable, Equatable {
    /// The text, or what stands before the rest; its values are percent-encoded, as in the path of a call.
    package let text: TextTemplate
    /// Whether the rest of the client's path follows, byte for byte as it was sent.
    ///
    /// Then the text ends in `/`. Where the client's path has no rest, as `/api` has none for `/api/**`, that slash goes, too: of
    /// `/v2/{path.rest}` then `/v2` is left, for `/api/` it is `/v2/`. A path of which nothing is left is `/`.
    package let endsInRest: Bool

    /// A template made of its parts.
    package init(text: TextTemplate, endsInRest: Bool) {
        self.text = text
        self.endsInRest = endsInRest
    }
}
