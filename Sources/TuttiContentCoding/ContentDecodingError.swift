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
