internal import NIOCore
internal import NIOHTTP1

/// What is known of a request before its header section is complete, so that what the decoder refuses gets the right
/// status: the decoder's errors don't say whether the request line or a field was too long.
struct MessageOpening {
    /// Whether another request came before this one on the connection.
    private(set) var isLater = false
    private var first: UInt8?
    private var hasLineEnd = false

    /// Bytes have come in, perhaps the first of the request.
    mutating func bytesArrived(_ bytes: ByteBuffer) {
        guard !hasLineEnd else { return }
        if first == nil { first = bytes.readableBytesView.first { $0 != 0x0D && $0 != 0x0A } }
        hasLineEnd = bytes.readableBytesView.contains(0x0A)
    }

    /// The header section is complete.
    mutating func headArrived() {
        self = MessageOpening()
        isLater = true
    }

    /// Whether anything of the request has arrived.
    var hasBegun: Bool { first != nil }

    /// The refusal for an error of the decoder.
    func refusal(_ error: any Error, limits: ConnectionLimits) -> Refusal {
        switch error as? HTTPParserError {
        case .headerOverflow:
            return hasLineEnd || first == nil ? .fieldsTooLarge(limits) : .targetTooLong(limit: limits.target)
        case .invalidVersion:
            return Refusal(
                505, "HTTP version not supported", "This server speaks HTTP/1.1 and HTTP/1.0.", closes: true)
        // RFC 9110, 9.1: 501 for a method that nobody here knows. What doesn't begin with a letter is no method at
        // all, but a TLS handshake, for instance.
        case .invalidMethod where first.map(Self.isLetter) ?? false:
            return Refusal(501, "Method not implemented", "The request's method is not known here.", closes: true)
        case .invalidURL:
            return .malformed("The request target has a character that must be percent-encoded.")
        case .invalidHeaderToken:
            return .malformed("A header field has a character that is not allowed there.")
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

/// Tells the connection of bytes before the decoder sees them: the first handler of the pipeline.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler

    /// A handler in front of the decoder of that connection.
    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.bytesArrived(unwrapInboundIn(data)) { context.fireChannelRead(data) }
    }
}
