internal import TuttiContentCoding

/// Why a response is refused.
enum ResponseViolation: Equatable {
    case headerBytes(limit: Int)
    case headerCount(limit: Int)
    case bodyBytes(limit: Int)
    case encodedBytes(limit: Int)
    case switchedProtocols
    /// The first line is no status line of HTTP/1.0 or 1.1. libcurl lets `HTTP/2 200` and `HTTP 200` pass.
    case version
    /// Two lengths that differ, one that is no number, or one for a 204, which has no body: two readers may see different
    /// ends of the response (RFC 9112, 6.3), and read its rest as the next response. libcurl reads `2a` as 2.
    case ambiguousLength
    /// The first line of the header section goes on with a header that isn't there (RFC 9112, 2.2).
    case foldOfNothing
    /// A transfer coding in HTTP/1.0, which has none: its framing is faulty (RFC 9112, 6.1).
    case codingOfOldVersion
    /// A header without a name (RFC 9110, 5.1).
    case namelessHeader
    /// More than one coding, each of which may make a thousand bytes of one.
    case severalCodings
    /// A content coding that nobody here can decode.
    case unknownCoding(String)
    /// The chunks that carry the body are framed wrongly.
    case chunks(ChunkedBodyDecoder.Defect)
    /// The body can't be decoded.
    case content(ContentCoding, ContentDecodingError)
}
