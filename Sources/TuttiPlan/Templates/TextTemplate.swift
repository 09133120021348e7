package import TuttiExpressions

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
    package let parts: [Part]

    /// A template of parts.
    package init(_ parts: [Part]) {
        self.parts = parts
    }
}
