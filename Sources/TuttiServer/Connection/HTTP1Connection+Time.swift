internal import NIOCore
internal import TuttiResilience

/// The time limits of a connection.
extension HTTP1Connection {
    /// When the next of them is over.
    var deadline: NIODeadline { min(requestDeadline, responseDeadline) }

    /// The channel is active: the time of the first request begins.
    mutating func opened(_ now: NIODeadline) {
        setRequestDeadline(limits.headTime, now)
    }

    /// Lets the request, or the silence before it, last so long from now on.
    ///
    /// While the server is being drained, a client that has sent a part of a request which nobody serves yet has `drainTime` at most for
    /// the rest.
    mutating func setRequestDeadline(_ span: TimeSpan, _ now: NIODeadline) {
        let isCut = isDraining && !isStreamed
        requestDeadline = now + TimeAmount(isCut ? min(span, limits.drainTime) : span)
    }

    /// Lets the body, or the next part of one that is streamed, last its time from now on.
    mutating func setBodyDeadline(_ now: NIODeadline) {
        if !isTunnel { setRequestDeadline(limits.bodyTime, now) }
    }

    /// Something was written that the system has not taken yet; `bytesTaken` is what it has taken since the connection was opened.
    ///
    /// A tunnel has a time of its own, which bytes in either direction move; only its last bytes have this one.
    mutating func writeWaits(bytesTaken: Int, _ now: NIODeadline) {
        guard responseDeadline == .distantFuture, !isTunnel || departure == .complete else { return }
        self.bytesTaken = bytesTaken
        responseDeadline = now + TimeAmount(limits.writeTime)
    }

    /// The system has taken everything that was written.
    mutating func writesCaughtUp() {
        responseDeadline = .distantFuture
    }

    /// The timer has fired, at the deadline or before; `hasUnread` says that the socket has something that was not read.
    mutating func timerFired(bytesTaken: Int, hasUnread: @autoclosure () -> Bool, _ now: NIODeadline) -> Action? {
        guard end != .closed else { return nil }
        if now >= responseDeadline {
            // A client that reads slowly goes on, one that reads nothing is cut off.
            guard bytesTaken != self.bytesTaken else { return close() }
            responseDeadline = .distantFuture
            writeWaits(bytesTaken: bytesTaken, now)
        }
        guard now >= requestDeadline else { return nil }
        if end == .lingering { return close() }
        switch arrival {
        case .nothing:
            guard hasUnread() else { return close() }
            // The thread had no time for it: timers come first in a turn, and then it is read.
            requestDeadline = now + TimeAmount(limits.drainTime)
            return nil
        case .head:
            return refuse(.tooSlow("header section", limit: isDraining ? limits.drainTime : limits.headTime))
        case .body where isDraining && !isStreamed: return refuse(.tooSlow("body", limit: limits.drainTime))
        case .body: return refuse(limits.tooSlowBody(streams: isStreamed))
        case .decision, .complete, .unreadable: return nil
        }
    }

    /// Takes no request after the present one: a connection between two requests is closed.
    ///
    /// One that has a part of a request, or has never had one, is served if the request comes soon: its client can't know of the
    /// drain. `hasUnread` says that the socket has something that was not read: the next request, most likely.
    mutating func drain(hasUnread: Bool, _ now: NIODeadline) -> Action? {
        isDraining = true
        guard end == .open, !owesResponse else { return nil }
        if arrival == .nothing, reader.isLater, !hasUnread { return close() }
        requestDeadline = min(requestDeadline, now + TimeAmount(limits.drainTime))
        return nil
    }

    private mutating func close() -> Action {
        end = .closed
        return .close
    }

    /// Nothing that comes on this connection can be read any more, or it comes too slowly.
    mutating func refuse(_ refusal: Refusal) -> Action {
        arrival = .unreadable
        requestDeadline = .distantFuture
        return .refuse(refusal)
    }
}
