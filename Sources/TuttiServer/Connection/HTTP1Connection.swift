internal import HTTPTypes
internal import NIOCore

/// One HTTP/1.1 connection of a client, without its channel: what has happened goes in, what is to be done comes out.
///
/// Pipelined requests are answered strictly in order, one at a time (RFC 9112, 9.3.2). What arrives behind a request that is being
/// answered waits, and as long as anything waits nothing more is read: only when the client has closed its half, all that is left is.
/// That the connection has ended is noticed at once all the same: the socket always watches for it.
///
/// A value: the time is handed in, and nothing is called. An event is followed by ``nextAction(_:)`` until there is none.
struct HTTP1Connection {
    /// Where the request is that is being read or answered.
    enum Arrival: Equatable {
        /// Nothing of a next request has arrived, or nothing but empty lines. Can transition to: head, decision, unreadable.
        case nothing

        /// A request has begun to arrive and its header section is not complete yet. Can transition to: decision, unreadable.
        case head

        /// A header section has arrived, and nobody has asked for the body yet. Can transition to: body, nothing.
        case decision

        /// The body arrives. Can transition to: complete, unreadable, nothing.
        case body

        /// The request is complete. Can transition to: nothing.
        case complete

        /// Nothing can be read any more, and the client is told so.
        case unreadable
    }

    /// Where its response is.
    enum Departure: Equatable {
        /// Nothing of it was sent. Can transition to: begun, complete.
        case nothing

        /// Its head was sent, and not all of its body. Can transition to: complete.
        case begun

        /// The channel has all of it. Can transition to: nothing, for the next request.
        case complete
    }

    /// How the connection ends.
    enum End: Equatable {
        /// It doesn't. Can transition to: lingering, closed.
        case open

        /// The last response is out and our side is closed; what still comes is dropped. Can transition to: closed.
        case lingering

        /// The channel is closed, or about to be.
        case closed
    }

    /// What is to be done.
    enum Action {
        /// A request has begun: have it decided.
        case begin(ReceivedRequest)
        /// Hand a part of its body on.
        case body(ByteBuffer)
        /// Say that it is complete.
        case complete(trailers: [HTTPField])
        /// Answer what can't be read, or not in time.
        case refuse(Refusal)
        /// Let the channel read.
        case read
        /// Close the channel.
        case close
    }

    /// What follows a response that was written.
    enum Sequel {
        /// The next request.
        case next
        /// The end of our half, in order.
        case linger
        /// The end.
        case close
    }

    /// The most bytes that may wait; a client that sends more without reading responses is cut off.
    static let mostWaiting = 64 << 20

    let limits: ConnectionLimits
    var arrival = Arrival.nothing
    var departure = Departure.nothing
    var end = End.open
    /// Whether this connection takes no request after the present one.
    var isDraining = false
    /// Whether each part of the body earns time, as it is passed on and not collected.
    var isStreamed = false
    /// Whether the body is not wanted for a while.
    var isPaused = false
    /// Whether the connection has switched to another protocol: all that comes is a body without end, and nothing is timed.
    private(set) var isTunnel = false

    /// When the request has taken too long, or the client has been silent for too long.
    var requestDeadline = NIODeadline.distantFuture
    /// When the client has read nothing for too long.
    var responseDeadline = NIODeadline.distantFuture
    /// How many bytes the system had taken when ``responseDeadline`` was set.
    var bytesTaken = 0

    /// Whether the connection ends with the present response.
    private(set) var closes = false
    /// Whether the client speaks HTTP/1.0, so that the response must say when the connection stays open.
    private(set) var isOld = false

    /// What has arrived, of which one part after the other is taken.
    private(set) var reader: RequestReader
    /// Whether the client sends nothing more through a tunnel.
    private var isInputClosed = false
    /// Whether the channel has asked for a read that is held back.
    private var hasHeldRead = false
    /// Whether so much was taken that others have their turn first.
    private var isBehind = false
    /// Whether the client has asked for another protocol.
    private var isUpgradeAsked = false

    /// A connection that has just been accepted.
    init(limits: ConnectionLimits) {
        self.limits = limits
        reader = RequestReader(limits: limits)
    }

    /// Whether the client is owed a response: it has sent a whole request, or one that is being dealt with as it arrives.
    var owesResponse: Bool {
        guard end == .open else { return false }
        return switch arrival {
        case .nothing, .head, .unreadable: departure != .nothing
        case .body: isStreamed || departure != .nothing
        case .decision, .complete: true
        }
    }
}

/// Requests in.
extension HTTP1Connection {
    /// Bytes have come, of which ``nextAction(_:)`` takes one part after the other; false where the client is to be cut off.
    mutating func bytesArrived(_ bytes: ByteBuffer) -> Bool {
        guard arrival != .unreadable, end == .open else { return true }
        reader.feed(bytes)
        return reader.unread <= Self.mostWaiting
    }

    /// Says where the body ends of the request that was begun last.
    mutating func bodyFollows(_ length: BodyLength) {
        reader.bodyFollows(length)
    }

    /// The client sends nothing more through a tunnel; the end of other connections is that of both sides.
    mutating func inputClosed() {
        isInputClosed = isTunnel
    }

    /// Takes out what has come through a tunnel and was not handed on.
    mutating func takeRest() -> ByteBuffer? {
        reader.takeRest()
    }

    /// Whether so many chunks were taken that others are to have their turn; then ``turnBegins()`` is to be called in the next one.
    mutating func isEnoughForATurn() -> Bool {
        guard reader.isEnoughForATurn, !isBehind else { return false }
        isBehind = true
        return true
    }

    /// Others have had their turn.
    mutating func turnBegins() {
        isBehind = false
        reader.turnBegins()
    }

    /// What is to be done next; nil when the client, or whoever makes the response, has to do something first.
    mutating func nextAction(_ now: @autoclosure () -> NIODeadline) -> Action? {
        if takesParts {
            do throws(Refusal) {
                if let part = try reader.next() { return take(part, now()) }
            } catch {
                return refuse(error)
            }
            if isTunnel, isInputClosed {
                arrival = .complete
                return .complete(trailers: [])
            }
            if arrival == .nothing, reader.hasBegun {
                arrival = .head
                // The first request's time runs from the opening of the connection.
                if reader.isLater { setRequestDeadline(limits.headTime, now()) }
            }
        }
        guard hasHeldRead, wantsInput else { return nil }
        hasHeldRead = false
        return .read
    }

    /// Whether parts of requests are handled as they arrive; else they wait.
    private var takesParts: Bool {
        guard end == .open, departure != .complete, !isBehind else { return false }
        return switch arrival {
        case .nothing, .head: true
        case .body: !isPaused
        case .decision, .complete, .unreadable: false
        }
    }

    private mutating func take(_ part: RequestReader.Part, _ now: @autoclosure () -> NIODeadline) -> Action {
        switch part {
        case .head(let head):
            arrival = .decision
            requestDeadline = .distantFuture
            closes = !head.keepsAlive
            isOld = head.isOld
            return .begin(head)
        case .body(let bytes):
            if isStreamed, !isTunnel {
                requestDeadline = limits.bodyDeadline(after: requestDeadline, bytes: bytes.readableBytes, now())
            }
            return .body(bytes)
        case .end(let trailers):
            arrival = .complete
            requestDeadline = .distantFuture
            return .complete(trailers: trailers)
        }
    }

    /// The channel asks whether it may read.
    ///
    /// - Returns: whether it may; else ``nextAction(_:)`` says when.
    mutating func readWanted() -> Bool {
        if !wantsInput { hasHeldRead = true }
        return wantsInput
    }

    /// Whether more is to be read: behind the last request of a connection nothing, behind another one what fits one read.
    private var wantsInput: Bool {
        if end == .lingering { return true }
        return switch arrival {
        case .nothing, .head, .unreadable: departure == .nothing || !closes
        case .decision: false
        case .body: !isPaused && !isBehind && (departure != .complete || !closes)
        case .complete: !closes && reader.unread == 0
        }
    }

    /// The body of the request is wanted from now on; see ``ExchangeCarrier/readBody(streams:isAwaited:)``.
    mutating func bodyIsWanted(streams: Bool, isAwaited: Bool, _ now: @autoclosure () -> NIODeadline) {
        guard arrival == .decision else { return }
        arrival = .body
        isStreamed = streams
        if !streams { isPaused = false }
        if isAwaited, !isPaused { setBodyDeadline(now()) }
    }

    /// The body of the request is not wanted for a while, or again; also one that nobody has asked for yet.
    mutating func setBodyPaused(_ isPaused: Bool, isAwaited: Bool = true, _ now: NIODeadline) {
        guard self.isPaused != isPaused, arrival == .body || arrival == .decision else { return }
        self.isPaused = isPaused
        if isPaused {
            requestDeadline = .distantFuture
        } else if arrival == .body, isAwaited {
            setBodyDeadline(now)
        }
    }

    /// The client was told that it may send the body.
    mutating func continueWasSaid(_ now: NIODeadline) {
        if arrival == .body, isStreamed, !isPaused { setBodyDeadline(now) }
    }
}

/// Responses out.
extension HTTP1Connection {
    /// The client has asked for another protocol: nothing is read behind such a request, and the connection ends with the response.
    mutating func upgradeWasAsked() {
        closes = true
        isUpgradeAsked = true
    }

    /// The connection switches to the protocol that the client has asked for, if it still can.
    ///
    /// It can't when a drain has begun. What the client has sent behind the request is of the other protocol.
    mutating func switchProtocols() -> Bool {
        guard isUpgradeAsked, !isOld, arrival == .complete, departure == .nothing, end == .open, !isDraining
        else { return false }
        isTunnel = true
        isStreamed = true
        arrival = .body
        departure = .begun
        responseDeadline = .distantFuture
        reader.switchToTunnel()
        return true
    }

    /// A response begins; `closes` when it is the last.
    mutating func responseBegan(closes: Bool) {
        departure = .begun
        if closes || isDraining { self.closes = true }
    }

    /// A whole response begins, and nothing of it is left to be made.
    ///
    /// The rest of a request that is not complete is not read; see ``responseEnded()``.
    mutating func responseCame(closes: Bool) {
        responseBegan(closes: closes || arrival != .complete)
        responseEnded()
    }

    /// The channel has all of the response.
    ///
    /// The rest of a request that is not complete is dropped, and the connection ends.
    mutating func responseEnded() {
        departure = .complete
        if arrival != .complete { closes = true }
        requestDeadline = .distantFuture
    }

    /// The system has taken all of a response that has ended; `hasUnread` if the socket has something to read.
    mutating func responseWritten(hasUnread: Bool, _ now: NIODeadline) -> Sequel {
        responseDeadline = .distantFuture
        guard closes || isDraining else {
            arrival = .nothing
            departure = .nothing
            isStreamed = false
            isPaused = false
            requestDeadline = now + TimeAmount(limits.idleTime)
            return .next
        }
        // Input that is left unread would reset the connection, and with it the response.
        let lingers = arrival != .complete || hasUnread || reader.unread > 0
        _ = reader.takeRest()
        end = lingers ? .lingering : .closed
        if lingers { requestDeadline = now + TimeAmount(limits.lingerTime) }
        return lingers ? .linger : .close
    }

    /// The channel is closed, by the client or by this server.
    mutating func closed() {
        end = .closed
        _ = reader.takeRest()
    }
}
