import NIOCore
import NIOEmbedded
import NIOHTTP1
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

/// The handlers of a connection without a socket, in virtual time; answers are there at once.
final class EmbeddedListener {
    let eventLoop = EmbeddedEventLoop()
    let loop: ServerLoop
    private let responder: PromptResponder
    private let limits: ConnectionLimits

    /// Serves `GET /a/{x}` and `POST /b`.
    init(limits: ConnectionLimits) {
        let answers = ScriptedAnswers(plan: .serving(["GET /a/{x}", "POST /b"])) { _, _ in .json("") }
        self.limits = limits
        loop = ServerLoop(eventLoop: eventLoop, metrics: LoopMetrics(endpoints: 2, services: 0), accessLog: nil)
        responder = PromptResponder(
            RequestPipeline(
                loop: loop, answering: answers, routes: Routes(answers.plan), lane: TestLane(), limits: limits))
    }

    /// A new connection.
    func accept() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: eventLoop)
        try ConnectionHandler.install(
            on: channel.pipeline.syncOperations, loop: loop, responder: responder, limits: limits)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }
}

/// The pipeline, but for the engine.
private final class PromptResponder: RequestResponder {
    private let pipeline: RequestPipeline

    init(_ pipeline: RequestPipeline) {
        self.pipeline = pipeline
    }

    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission {
        try pipeline.admit(head, to: exchange)
    }

    func answer(_ exchange: Exchange, reply: ReplyPort) -> Reply {
        .now(.json("[" + exchange.parameters.joined() + String(decoding: exchange.body, as: UTF8.self) + "]"))
    }

    func refuse(_ exchange: Exchange) {
        pipeline.refuse(exchange)
    }

    func ended(_ exchange: Exchange) {
        pipeline.ended(exchange)
    }
}
