import NIOCore
import NIOEmbedded
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

/// The handlers of a connection without a socket, in virtual time; answers are there at once, or when they are released.
final class EmbeddedListener {
    let eventLoop = EmbeddedEventLoop()
    let loop: ServerLoop
    private let responder: PromptResponder
    private let limits: ConnectionLimits

    /// Serves `GET /a/{x}`, `POST /b`, `GET /hello` and `POST /echo`, unless there is another plan.
    ///
    /// - Parameters:
    ///   - plan: what is served.
    ///   - limits: the bounds of connections.
    ///   - holdsResponses: whether responses wait for ``release()``.
    ///   - policies: what is asked of all requests.
    init(
        serving plan: GatewayPlan = .serving(["GET /a/{x}", "POST /b", "GET /hello", "POST /echo"]),
        limits: ConnectionLimits, holdsResponses: Bool = false, policies: [any RequestPolicy]? = nil
    ) {
        let responses = ScriptedResponses(plan: plan) { _, _ in .json("") }
        self.limits = limits
        loop = ServerLoop(eventLoop: eventLoop)
        let generations = Generations(
            GenerationContent(answering: responses, bodyLimit: limits.body, policies: policies))
        responder = PromptResponder(
            RequestDispatcher(
                loop: loop, generation: generations.current, transport: TestTransport(), streams: TestStreams()),
            holdsResponses: holdsResponses)
    }

    /// Hands over the responses that are held.
    func release() {
        responder.release()
        eventLoop.run()
    }

    /// A new connection; without `hasHalfClosure`, closing its sending half closes it.
    func accept(hasHalfClosure: Bool = false, counter: ReadCounter? = nil) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: eventLoop)
        if let counter { try channel.pipeline.syncOperations.addHandler(counter) }
        if hasHalfClosure { try channel.pipeline.syncOperations.addHandler(HalfClosure()) }
        try HTTP1Pipeline.install(
            on: channel.pipeline.syncOperations, socket: channel, takesSplicedBytes: false, loop: loop,
            responder: responder, limits: limits)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }
}

/// The pipeline, but for the engine.
private final class PromptResponder: RequestResponder {
    private let pipeline: RequestDispatcher
    private let holdsResponses: Bool
    private var held: [(exchange: Exchange, response: ComposedResponse)] = []

    init(_ pipeline: RequestDispatcher, holdsResponses: Bool) {
        self.pipeline = pipeline
        self.holdsResponses = holdsResponses
    }

    func release() {
        for (exchange, response) in held { exchange.send(response) }
        held = []
    }

    func began(_ exchange: Exchange, sentID: String?) {
        pipeline.began(exchange, sentID: sentID)
    }

    func admit(_ exchange: Exchange) {
        pipeline.admit(exchange)
    }

    func respond(to exchange: Exchange) {
        let response = ComposedResponse.json(
            "[" + exchange.parameters.joined() + String(decoding: exchange.body, as: UTF8.self) + "]")
        if holdsResponses { held.append((exchange, response)) } else { exchange.send(response) }
    }

    func ended(_ exchange: Exchange) {
        pipeline.ended(exchange)
    }

    func install(_ generation: Generation) {
        pipeline.install(generation)
    }
}

/// A channel that takes all that is written, and of which nothing can be said to be unread.
extension EmbeddedChannel: ClientSocket {
    var clientHost: String { "127.0.0.1" }
    var isReadable: Bool { false }
    var hasUnread: Bool { false }
    var unwritten: Int { 0 }
    var bytesTaken: Int { 0 }

    func keepHalvesApart() {}
    func reset() { close(promise: nil) }
}

/// Stands for a socket of which the sending half can be closed alone.
private final class HalfClosure: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output {
            promise?.succeed()
        } else {
            context.close(mode: mode, promise: promise)
        }
    }
}
