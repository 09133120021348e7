/// By what a client can tell whether a representation is the one that it has (RFC 9110, 8.8).
package struct Validators: Sendable, Equatable {
    /// `ETag`.
    package var tag: EntityTag?
    /// `Last-Modified`, in seconds since 1970.
    package var lastModified: Int64?

    /// Validators; a representation may have none.
    package init(tag: EntityTag? = nil, lastModified: Int64? = nil) {
        self.tag = tag
        self.lastModified = lastModified
    }
}
