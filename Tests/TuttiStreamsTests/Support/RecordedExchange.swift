import HTTPTypes
import NIOCore
import Synchronization
import Testing
import TuttiChannels
import TuttiUpstream

/// An exchange, and all that was told of it.
///
/// `@unchecked Sendable`: `stream` is touched on the loop alone, the rest is under a lock.
final class RecordedExchange: UpstreamStreamObserver, @unchecked Sendable {
    /// What was told.
    enum Event: Equatable {
        case informed(Int)
        case began(Int)
        case body(Int)
        case ended
        case upgraded
        case writable
        case failed(UpstreamFailure.Reason, UpstreamFailure.Phase)
    }

    private struct State {
        var events: [Event] = []
        var heads: [StreamedResponseHead] = []
        var body: [UInt8] = []
        var bodyBytes = 0
        var trailers: [HTTPField] = []
        var failure: UpstreamFailure?
        var ends = 0
    }

    private let loop: ReactorEventLoop
    private let acting: @Sendable (RecordedExchange, Event) -> Void
    private let state = Mutex(State())
    /// By which it is steered, on the loop.
    var stream: (any UpstreamStream)?

    init(on loop: ReactorEventLoop, acting: @escaping @Sendable (RecordedExchange, Event) -> Void) {
        self.loop = loop
        self.acting = acting
    }

    /// All events but the pieces of bodies and writability.
    var events: [Event] {
        state.withLock { state in
            state.events.filter { event in
                switch event {
                case .body, .writable: false
                default: true
                }
            }
        }
    }

    /// The first MiB of the body, as text.
    var body: String { state.withLock { String(decoding: $0.body, as: UTF8.self) } }
    var bodyBytes: Int { state.withLock { $0.bodyBytes } }
    var heads: [StreamedResponseHead] { state.withLock { $0.heads } }
    var trailers: [HTTPField] { state.withLock { $0.trailers } }
    var failure: UpstreamFailure? { state.withLock { $0.failure } }
    /// How often an end was told.
    var ends: Int { state.withLock { $0.ends } }

    func waitForEnd(at location: SourceLocation = #_sourceLocation) async throws {
        try await eventually("the end is told", at: location) { ends > 0 }
    }

    func waitFor(_ event: Event, at location: SourceLocation = #_sourceLocation) async throws {
        try await eventually("\(event) is told", at: location) { state.withLock { $0.events.contains(event) } }
    }

    /// Does something with the stream, on the loop.
    func perform(_ body: @escaping @Sendable (any UpstreamStream) -> Void) async throws {
        try await loop.run { [self] in if let stream { body(stream) } }
    }

    func write(_ text: String) async throws {
        try await perform { $0.write(ByteBuffer(string: text)) }
    }

    private func tell(_ event: Event) {
        state.withLock { $0.events.append(event) }
        acting(self, event)
    }

    func informed(_ head: StreamedResponseHead) {
        state.withLock { $0.heads.append(head) }
        tell(.informed(head.status))
    }

    func responseBegan(_ head: StreamedResponseHead) {
        state.withLock { $0.heads.append(head) }
        tell(.began(head.status))
    }

    func bodyArrived(_ bytes: ByteBuffer) {
        state.withLock { state in
            state.bodyBytes += bytes.readableBytes
            if state.body.count < 1 << 20 { state.body += bytes.readableBytesView }
        }
        tell(.body(bytes.readableBytes))
    }

    func responseEnded(trailers: [HTTPField]) {
        state.withLock { state in
            state.trailers = trailers
            state.ends += 1
        }
        tell(.ended)
    }

    func upgraded(_ head: StreamedResponseHead) {
        state.withLock { $0.heads.append(head) }
        tell(.upgraded)
    }

    func writabilityChanged() {
        tell(.writable)
    }

    func failed(_ failure: UpstreamFailure) {
        state.withLock { state in
            state.failure = failure
            state.ends += 1
        }
        tell(.failed(failure.reason, failure.phase))
    }
}
