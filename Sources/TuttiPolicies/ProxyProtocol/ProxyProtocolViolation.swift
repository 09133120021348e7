/// Why the first bytes of a connection are no PROXY protocol header.
///
/// The connection is closed then, without an answer.
package enum ProxyProtocolViolation: String, Error, Sendable, Equatable {
    /// They don't begin as a header does: the client speaks without a proxy.
    case missing
    /// A header of version 1 that doesn't keep to its grammar.
    case malformedLine
    /// A header of version 1 without an end in 107 bytes, or one of version 2 that says that it is longer than allowed.
    case tooLong
    /// Version, command, family or transport of version 2 that is not known, or is no stream.
    case unsupported
    /// Addresses or extensions don't fit into the length that version 2 says.
    case malformedLength
    /// The checksum of version 2 is wrong.
    case checksum
}
