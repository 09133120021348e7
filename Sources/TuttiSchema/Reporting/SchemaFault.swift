/// One thing about a document that its schema doesn't allow.
package struct SchemaFault: Sendable, Equatable {
    /// Where: a JSON Pointer (RFC 6901), shortened where it is longer than 300 bytes.
    package let pointer: String

    /// What was expected, in words for who made the document: "must be an integer".
    package let detail: String

    /// A fault at a place.
    package init(pointer: String, detail: String) {
        (self.pointer, self.detail) = (pointer, detail)
    }
}
