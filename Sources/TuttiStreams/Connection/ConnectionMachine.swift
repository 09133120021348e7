internal import HTTPTypes
internal import NIOCore
internal import TuttiUpstream

/// What a connection to a service may do next, and what has come back: one exchange after another, without a socket.
///
/// It is told what its caller sends and what arrives, gives the bytes for the wire, and hands out one event after another to whoever
/// asks by ``next()``. So nothing is lost while nobody asks, and whoever asks may stop at any event.
struct ConnectionMachine {
    /// What has happened.
    enum Event: Equatable {
        /// An interim response.
        case informed(StreamedResponseHead)
        /// The head of the response.
        case began(StreamedResponseHead)
        /// The head of the response that makes the connection a tunnel.
        case upgraded(StreamedResponseHead)
        /// Bytes of the body, or through the tunnel.
        case body(ByteBuffer)
        /// The response is complete; `isReusable` when another request may follow on the connection.
        case ended(trailers: [HTTPField], isReusable: Bool)
        /// The service sends nothing more through the tunnel. What is written still goes to it.
        case halfClosed
        /// There is no complete response. The connection is to be closed.
        case failed(ResponseDefect)
    }

    /// Bytes of a body with what frames them.
    struct Framed: Equatable {
        var head: ByteBuffer?
        var bytes: ByteBuffer
        var end: ByteBuffer?
    }

    /// What the end of a request asks for.
    enum Ending: Equatable {
        /// These bytes are to be sent.
        case send(ByteBuffer)
        /// This half of the connection is to be closed.
        case closeOutput
        /// All has been sent.
        case nothing
    }

    /// How far the request is.
    private enum Sending: Equatable {
        /// So many bytes of body are to come, at least one.
        case counted(Int)
        /// Chunks are to come.
        case chunked
        /// Bytes go through a tunnel.
        case tunnel
        /// It is complete.
        case done
    }

    private enum Stage {
        /// No exchange. Can transition to: exchanging, over.
        case idle
        /// A request is sent and its response read. Can transition to: idle, over.
        case exchanging
        /// Nothing more can be done with the connection.
        case over
    }

    /// How the other side has ended the connection.
    private enum InputEnd {
        case clean
        /// Reset, or over TLS without saying so: nothing that only its end would delimit is whole.
        case broken
    }

    private var stage = Stage.idle
    private var sending = Sending.done
    private var reader = ResponseReader()
    private var inputEnd: InputEnd?
    private var isTunnel = false
    /// Whether the service has surely read the body of the request as one: else it may take what it left of it for another request.
    private var hasTakenBody = true

    /// How many bytes have arrived that no event has told of.
    var unread: Int { reader.unread }

    /// Whether all that the service has sent was handed out, its end included.
    var isOver: Bool { stage == .over }

    /// Whether the whole request was handed over for sending.
    var isRequestSent: Bool { sending == .done || sending == .tunnel }

    /// Begins an exchange on a connection that is new, or whose last exchange left it reusable.
    ///
    /// - Returns: the bytes of the head.
    mutating func begin(_ request: StreamedRequest) -> ByteBuffer {
        stage = .exchanging
        reader.begin(isHead: request.method == .head, mayUpgrade: request.upgrade != nil)
        switch request.body {
        case .none: sending = .done
        case .whole(let bytes): sending = Self.missing(bytes.readableBytes)
        case .arrives(let length?): sending = Self.missing(length)
        case .arrives(nil): sending = .chunked
        }
        // RFC 9110, 9.3.1: a body of these methods means nothing, and there are services that don't read it.
        hasTakenBody = sending == .done || ![.get, .head, .options].contains(request.method)
        return RequestWriter.head(of: request)
    }

    /// The caller sends bytes, which are not none.
    mutating func write(_ bytes: ByteBuffer) throws(RequestDefect) -> Framed {
        switch sending {
        case .counted(let left):
            guard bytes.readableBytes <= left else { throw .tooLong }
            sending = Self.missing(left - bytes.readableBytes)
            return Framed(bytes: bytes)
        case .chunked:
            return Framed(
                head: RequestWriter.chunkHead(bytes.readableBytes), bytes: bytes, end: RequestWriter.chunkEnd)
        case .tunnel: return Framed(bytes: bytes)
        case .done: throw .tooLong
        }
    }

    /// The caller ends its request, or its direction of the tunnel.
    mutating func end(trailers: [HTTPField]) throws(RequestDefect) -> Ending {
        defer { sending = .done }
        switch sending {
        case .done: return .nothing
        case .counted: throw .tooShort
        case .chunked: return .send(RequestWriter.lastChunk(trailers: trailers))
        case .tunnel: return .closeOutput
        }
    }

    /// Bytes have arrived.
    mutating func received(_ bytes: ByteBuffer) {
        guard stage != .over else { return }
        reader.feed(bytes)
    }

    /// Nothing more will arrive; `isClean` when the service has closed the connection in order.
    mutating func inputEnded(isClean: Bool) {
        if inputEnd == nil { inputEnd = isClean ? .clean : .broken }
    }

    /// The next event; nil until something more arrives.
    mutating func next() -> Event? {
        guard stage != .over else { return nil }
        do throws(ResponseDefect) {
            if let part = try reader.next() { return try event(of: part) }
            switch inputEnd {
            case nil: return nil
            case .clean:
                guard let part = try reader.inputEnded() else {
                    stage = .over
                    return nil
                }
                return try event(of: part)
            case .broken:
                guard stage == .exchanging else {
                    stage = .over
                    return nil
                }
                throw reader.hasBegun ? .truncated : .unanswered
            }
        } catch {
            stage = .over
            return .failed(error)
        }
    }

    private static func missing(_ count: Int) -> Sending { count > 0 ? .counted(count) : .done }

    private mutating func event(of part: ResponseReader.Part) throws(ResponseDefect) -> Event {
        switch part {
        case .interim(let head): return .informed(head)
        case .head(let head):
            if sending != .done { hasTakenBody = false }
            return .began(head)
        case .body(let bytes): return .body(bytes)
        case .upgrade(let head):
            // What is left of a request would go to the protocol that it was not meant for.
            guard sending == .done else { throw .switchedProtocols }
            sending = .tunnel
            isTunnel = true
            return .upgraded(head)
        case .end where isTunnel:
            stage = .over
            return .halfClosed
        case .end(let trailers):
            // RFC 9112, 9.3: a request that is not complete can't be followed by another. And what has arrived behind a response,
            // before there was another request, answers none.
            let isReusable =
                sending == .done && hasTakenBody && reader.keepsAlive && reader.unread == 0 && inputEnd == nil
            stage = isReusable ? .idle : .over
            return .ended(trailers: trailers, isReusable: isReusable)
        }
    }
}
