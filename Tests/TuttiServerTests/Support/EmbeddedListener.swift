import NIOCore
import NIOEmbedded
import NIOHTTP1
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

/// The handlers of a connection without a socket, in virtual time; answers are there at once, or when they are released.
final class EmbeddedListener {
    let eventLoop = EmbeddedEventLoop()
    let loop: ServerLoop
    private let responder: PromptResponder
    private let limits: ConnectionLimits

    /// Serves `GET /a/{x}`, `POST /b`, `GET /hello` and `POST /echo`.
    init(limits: ConnectionLimits, holdsResponses: Bool = false) {
        let responses = ScriptedResponses(plan: .serving(["GET /a/{x}", "POST /b", "GET /hello", "POST /echo"])) {
            _, _ in
            .json("")
        }
        self.limits = limits
        loop = ServerLoop(eventLoop: eventLoop)
        let generations = Generations(GenerationContent(answering: responses, bodyLimit: limits.body))
        responder = PromptResponder(
            RequestDispatcher(loop: loop, generation: generations.current, transport: TestTransport(), limits: limits),
            holdsResponses: holdsResponses)
    }

    /// Hands over the responses that are held.
    func release() {
        responder.release()
        eventLoop.run()
    }

    /// A new connection; without `hasHalfClosure`, closing its sending half closes it.
    func accept(hasHalfClosure: Bool = false) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: eventLoop)
        if hasHalfClosure { try channel.pipeline.syncOperations.addHandler(HalfClosure()) }
        try ConnectionHandler.install(
            on: channel.pipeline.syncOperations, loop: loop, responder: responder, limits: limits)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }
}

/// The pipeline, but for the engine.
private final class PromptResponder: RequestResponder {
    private let pipeline: RequestDispatcher
    private let holdsResponses: Bool
    private var held: [(port: ReplyPort, response: ComposedResponse)] = []

    init(_ pipeline: RequestDispatcher, holdsResponses: Bool) {
        self.pipeline = pipeline
        self.holdsResponses = holdsResponses
    }

    func release() {
        for (port, response) in held { port.send(response) }
        held = []
    }

    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission {
        try pipeline.admit(head, to: exchange)
    }

    func response(_ exchange: Exchange, reply: ReplyPort) -> Reply {
        let response = ComposedResponse.json(
            "[" + exchange.parameters.joined() + String(decoding: exchange.body, as: UTF8.self) + "]")
        guard holdsResponses else { return .now(response) }
        held.append((reply, response))
        return .later(Task {})
    }

    func refuse(_ exchange: Exchange) {
        pipeline.refuse(exchange)
    }

    func ended(_ exchange: Exchange) {
        pipeline.ended(exchange)
    }

    func install(_ generation: Generation) {
        pipeline.install(generation)
    }
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
