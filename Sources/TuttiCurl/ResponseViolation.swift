internal import TuttiContentCoding
internal import TuttiUpstream

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

extension UpstreamFailure {
    /// What a refused response means to a caller.
    init(_ violation: ResponseViolation, origin: UpstreamOrigin) {
        switch violation {
        case .headerBytes(let limit), .chunks(.trailerBytes(let limit)):
            self.init(.tooLarge, "the header section from \(origin) is over \(limit) bytes")
        case .headerCount(let limit), .chunks(.trailerFields(let limit)):
            self.init(.tooLarge, "the response from \(origin) has more than \(limit) headers")
        case .bodyBytes(let limit), .content(_, .decodedTooLong(let limit)):
            self.init(.tooLarge, "the body from \(origin) is over \(limit) bytes (max-response)")
        case .encodedBytes(let limit), .content(_, .encodedTooLong(let limit)):
            self.init(.tooLarge, "the compressed body from \(origin) is over \(limit) bytes (max-response)")
        case .ambiguousLength:
            self.init(.badResponse, "\(origin) answered with a Content-Length that is wrong or contradicts itself")
        case .foldOfNothing:
            self.init(.badResponse, "\(origin) answered with a header section that begins with white space")
        case .codingOfOldVersion:
            self.init(.badResponse, "\(origin) answered in HTTP/1.0 with a Transfer-Encoding, which it has not")
        case .namelessHeader:
            self.init(.badResponse, "\(origin) answered with a header that has no name")
        case .severalCodings:
            self.init(
                .badResponse,
                "\(origin) answered with a body that is encoded several times, or by a transfer coding other than chunked"
            )
        case .unknownCoding(let name):
            self.init(
                .badResponse,
                "\(origin) answered with the content coding `\(name)`; gzip, deflate and br can be decoded")
        case .switchedProtocols:
            self.init(.badResponse, "\(origin) answered 101 Switching Protocols, which it was not asked to")
        case .version:
            self.init(.badResponse, "\(origin) did not answer in HTTP/1.1")
        case .chunks(let defect):
            self.init(.badResponse, "\(origin) answered in chunks \(defect.explanation)")
        case .content(_, .outOfMemory):
            self.init(.overloaded, "no memory to decode the body from \(origin)")
        case .content(let coding, let error):
            self.init(.badResponse, "the body from \(origin) \(error.explanation(of: coding))")
        }
    }
}
