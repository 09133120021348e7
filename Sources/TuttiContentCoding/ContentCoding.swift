/// A content coding that can be decoded (RFC 9110, 8.4.1).
package enum ContentCoding: String, Sendable, CaseIterable {
    /// One gzip member after the other (RFC 1952); `x-gzip` is the same.
    case gzip
    /// zlib's format (RFC 1950), and raw deflate (RFC 1951), which some mean by the name.
    case deflate
    /// Brotli (RFC 7932).
    case brotli = "br"

    /// The value of `Accept-Encoding` unless the files or the client give another one.
    package static let accepted = "gzip, br"

    /// The coding of a name in any case; nil of one that isn't known.
    package init?(name: some StringProtocol) {
        let name = name.lowercased()
        self.init(rawValue: name == "x-gzip" ? "gzip" : name)
    }
}
