/// A content coding that can be decoded (RFC 9110, 8.4.1).
package enum ContentCoding: String, Sendable, CaseIterable {
    /// One gzip member after the other (RFC 1952); `x-gzip` is the same.
    case gzip
    /// zlib's format (RFC 1950), and raw deflate (RFC 1951), which some mean by the name.
    case deflate
    /// Brotli (RFC 7932).
    case brotli = "br"

    /// What `Accept-Encoding` says where nobody says otherwise.
    package static let accepted = "gzip, br"

    /// The coding of a name in any case; nil of one that isn't known.
    package init?(name: some StringProtocol) {
        let name = name.lowercased()
        self.init(rawValue: name == "x-gzip" ? "gzip" : name)
    }
}

/// Why a body could not be decoded.
package enum ContentDecodingError: Error, Sendable, Equatable {
    /// The bytes are none of this coding, or their checksum or length is wrong.
    case malformed
    /// The body ends before the coding's end: it was cut off.
    case truncated
    /// Further bytes follow the coding's end.
    case trailing
    /// More than so many bytes before decoding.
    case encodedTooLong(limit: Int)
    /// More than so many bytes after decoding.
    case decodedTooLong(limit: Int)
    /// There is no memory for the decoder.
    case outOfMemory

    /// What is wrong, in words that go on from "the body of x …".
    package func explanation(of coding: ContentCoding) -> String {
        switch self {
        case .malformed: "is no \(coding.rawValue), or was damaged"
        case .truncated: "is \(coding.rawValue) that ends before its end"
        case .trailing: "goes on behind the end of its \(coding.rawValue)"
        case .encodedTooLong(let limit): "is over \(limit) bytes before it is decoded"
        case .decodedTooLong(let limit): "is over \(limit) bytes when it is decoded"
        case .outOfMemory: "could not be decoded for want of memory"
        }
    }
}
