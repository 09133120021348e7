internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiUpstream

/// A copy of a forwarded request for another service, whose response nobody gets.
///
/// It is sent once the whole request is there. A body of more than 64 KiB has no copy, and a copy waits for no permit: neither may cost the
/// client anything.
final class MirroredRequest: UpstreamStreamObserver {
    /// The most bytes of a body that are kept for it, and of a response for the sake of whose end the connection is kept.
    private static let mostBytes = 64 << 10

    private let headers: [HTTPField]
    private let streams: any UpstreamStreams
    private let call: ForwardedCall
    private let onEnd: (CallReport) -> Void
    /// The body so far; nil where it is too large.
    private var body: ByteBuffer? = ByteBuffer()
    private var hasBody = false
    private var stream: (any UpstreamStream)?

    /// A copy that is not sent yet.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - headers: the client's headers, as services get them.
    ///   - streams: reaches services.
    ///   - clock: the worker's.
    ///   - onEnd: is told what has become of it.
    init(
        _ request: OutgoingRequest, headers: [HTTPField], over streams: any UpstreamStreams,
        clock: any UpstreamClock, onEnd: @escaping (CallReport) -> Void
    ) {
        self.headers = headers.filter { $0.name != .expect }
        self.streams = streams
        self.onEnd = onEnd
        call = ForwardedCall(request, by: clock, onPermit: {})
    }

    /// A part of the body has come.
    func add(_ bytes: ByteBuffer) {
        hasBody = true
        let count = (body?.readableBytes ?? 0) + bytes.readableBytes
        if count <= Self.mostBytes {
            body?.writeImmutableBuffer(bytes)
        } else {
            body = nil
        }
    }

    /// The request is complete: sends the copy.
    func send() {
        guard let body else { return }
        guard case .send = call.begin() else {
            call.giveUp()
            return onEnd(call.report)
        }
        guard let streamed = call.streamed(headers: headers, body: hasBody ? .whole(body) : .none) else { return end() }
        stream = streams.open(streamed, observer: self)
    }

    /// Ends it before its time.
    private func end() {
        stream?.cancel()
        call.giveUp()
        ended()
    }

    private func ended() {
        // It holds this object.
        stream = nil
        onEnd(call.report)
    }

    func informed(_ head: StreamedResponseHead) {}

    func responseBegan(_ head: StreamedResponseHead) {
        _ = call.responseBegan(head, mayRepeat: false)
        if (head.length ?? .max) > Self.mostBytes { end() }
    }

    func bodyArrived(_ bytes: ByteBuffer) {}

    func responseEnded(trailers: [HTTPField]) {
        call.responseEnded()
        ended()
    }

    func upgraded(_ head: StreamedResponseHead) {
        end()
    }

    func writabilityChanged() {}

    func failed(_ failure: UpstreamFailure) {
        // The next instance is worth a try, as of any request.
        if case .send = call.failed(failure, mayRepeat: true, isRequestSent: true), let body,
            let streamed = call.streamed(headers: headers, body: hasBody ? .whole(body) : .none)
        {
            stream = streams.open(streamed, observer: self)
        } else {
            call.giveUp()
            ended()
        }
    }
}
