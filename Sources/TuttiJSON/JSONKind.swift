/// The six kinds of JSON value (RFC 8259, section 3).
@usableFromInline
package enum JSONKind: Sendable {
    case object
    case array
    case string
    case number
    case bool
    case null
}
