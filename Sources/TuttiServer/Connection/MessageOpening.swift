internal import NIOCore
internal import NIOHTTP1

/// Follows the bytes that go into the decoder and the parts that come out, so that a request which the decoder refuses gets the right
/// status, and the connection knows whether the decoder holds the beginning of a next request.
///
/// The decoder's errors don't say whether the request line or a header was too long, and the decoder doesn't say what it holds.
/// So it is fed in pieces of which none reaches past the end of a request: after each piece its position is known.
struct MessageOpening {
    /// What the next bytes belong to.
    private enum Place: Equatable {
        /// A request line and headers, or the empty lines before them.
        case head
        /// A body of which so many bytes are missing.
        case counted(Int)
        /// A body in chunks, or none.
        case chunked
    }

    private let limits: ConnectionLimits

    /// Whether another request came before this one on the connection.
    private(set) var isLater = false
    private var place = Place.head
    private var chunks: ChunkedBodyBounds
    private var line = RequestLine()
    private var first: UInt8?
    private var hasLineEnd = false
    /// The last two bytes of the pieces before.
    private var last: (UInt8, UInt8) = (0, 0)

    /// Where the last piece has a digit that the decoder must get as `1`; see ``RequestLine``.
    private(set) var higherVersion: Int?

    /// The beginning of a connection.
    init(limits: ConnectionLimits) {
        self.limits = limits
        chunks = ChunkedBodyBounds(mostOfTrailers: limits.headerBytes)
    }

    /// Follows the decoder's next piece of bytes that have come in; returns how many bytes it has.
    ///
    /// A piece ends with a header section, or with a body.
    mutating func takePiece(of bytes: ByteBufferView) throws(Refusal) -> Int {
        higherVersion = nil
        switch place {
        case .counted(let missing):
            let count = min(missing, bytes.count)
            place = .counted(missing - count)
            return count
        case .head:
            var head = bytes
            if first == nil {
                guard let start = bytes.firstIndex(where: { $0 != 0x0D && $0 != 0x0A }) else { return bytes.count }
                first = bytes[start]
                last = (0, 0)
                head = bytes[start...]
            }
            let count = endOfEmptyLine(head)
            if !hasLineEnd {
                let end = head.prefix(count).firstIndex(of: 0x0A)
                hasLineEnd = end != nil
                higherVersion = line.take(head[..<(end ?? head.startIndex + count)], isEnd: hasLineEnd)
            }
            return head.startIndex - bytes.startIndex + count
        case .chunked: return try chunks.take(bytes)
        }
    }

    /// The number of bytes up to the end of an empty line, or all of them.
    private mutating func endOfEmptyLine(_ bytes: ByteBufferView) -> Int {
        var rest = bytes[...]
        while let index = rest.firstIndex(of: 0x0A) {
            let before = index - bytes.startIndex
            let one = before >= 1 ? bytes[index - 1] : last.1
            let two = before >= 2 ? bytes[index - 2] : before == 1 ? last.1 : last.0
            rest = rest[(index + 1)...]
            if one == 0x0D, two == 0x0A {
                last = (0x0D, 0x0A)
                return before + 1
            }
        }
        if let end = bytes.last { last = (bytes.count >= 2 ? bytes[bytes.endIndex - 2] : last.1, end) }
        return bytes.count
    }

    /// The decoder has made a part of a request; returns why it is to be refused all the same.
    mutating func partDecoded(_ part: HTTPServerRequestPart) -> Refusal? {
        switch part {
        case .head(let head):
            let isLine = line.consists(of: head.method.rawValue, head.uri)
            line = RequestLine()
            first = nil
            hasLineEnd = false
            isLater = true
            // A length that isn't a number is refused elsewhere, and the connection ends.
            let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            place = length > 0 ? .counted(length) : .chunked
            chunks = ChunkedBodyBounds(mostOfTrailers: limits.headerBytes)
            guard isLine else {
                return .malformed("A request line has a method, a target and a version, with one space between them.")
            }
        case .body: break
        case .end: place = .head
        }
        return nil
    }

    /// Whether the last piece has so many chunks that others are to have their turn.
    var isEnoughForATurn: Bool { place == .chunked && chunks.isEnoughForATurn }

    /// Whether anything of a request has arrived whose header section is not complete.
    var hasBegun: Bool { first != nil }

    /// Whether nothing of a next request has come behind the end of one.
    var isBetweenRequests: Bool { place == .head && first == nil }

    /// The refusal for an error of the decoder.
    func refusal(_ error: any Error) -> Refusal {
        let isTooLong = error is ByteToMessageDecoderError.PayloadTooLargeError
        switch isTooLong ? .headerOverflow : error as? HTTPParserError {
        case .headerOverflow:
            return hasLineEnd || first == nil ? .headersTooLarge(limits) : .targetTooLong(limit: limits.target)
        case .invalidVersion:
            return Refusal(
                505, "HTTP version not supported",
                "This server speaks HTTP/1.1 and HTTP/1.0; a request line says so, and ends with CR LF.", closes: true)
        // RFC 9110, 9.1: 501 for a method that nobody here knows. What doesn't begin with a letter is no method at
        // all, but a TLS handshake, for instance.
        case .invalidMethod where first.map(Self.isLetter) ?? false:
            return Refusal(501, "Method not implemented", "The request's method is not known here.", closes: true)
        case .invalidURL:
            return .malformed("The request target must begin with `/` and have its special characters percent-encoded.")
        case .invalidHeaderToken:
            return .malformed("A header has a character that is not allowed there.")
        case .invalidContentLength, .unexpectedContentLength:
            return .malformed("Content-Length is malformed, repeated, or at odds with Transfer-Encoding.")
        case .invalidChunkSize:
            return .malformed("A chunk of the body has a malformed size.")
        default:
            return .malformed("What the client sent is not an HTTP/1.1 request.")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
    }
}
