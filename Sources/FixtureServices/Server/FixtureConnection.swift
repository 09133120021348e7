internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One client's connection: collects a request, responds, then goes on with the next one.
///
/// It goes on reading while a response is in flight, so that a client that leaves is noticed at once.
final class FixtureConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private struct Incoming {
        let head: HTTPRequestHead
        var body: [UInt8] = []
    }

    /// More than this is refused with 413.
    private static let largestBody = 16 << 20
    /// Pipelined requests beyond this close the connection.
    private static let longestQueue = 1_000

    private let server: String
    private let number: Int
    private let ledger: FixtureLedger
    private let options: FixtureServer.Options
    private let handler: FixtureServer.Handler

    private var incoming: Incoming?
    private var waiting: [Incoming] = []
    private var current: ResponseInFlight?
    private var closedByServer = false

    init(
        server: String, number: Int, ledger: FixtureLedger, options: FixtureServer.Options,
        handler: @escaping FixtureServer.Handler
    ) {
        self.server = server
        self.number = number
        self.ledger = ledger
        self.options = options
        self.handler = handler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !closedByServer else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            incoming = Incoming(head: head)
            if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                let buffer = context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            }
        case .body(let buffer):
            incoming?.body.append(contentsOf: buffer.readableBytesView)
            if let size = incoming?.body.count, size > Self.largestBody {
                refuse(413, "The body is larger than 16 MiB.", context: context)
            }
        case .end:
            guard let request = incoming else { return }
            incoming = nil
            waiting.append(request)
            if waiting.count > Self.longestQueue { refuse(503, "Too many pipelined requests.", context: context) }
            serveNext(context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        current?.clientLeft()
        let unanswered = waiting.count + (current?.counts == true ? 1 : 0) + (incoming == nil ? 0 : 1)
        ledger.connectionClosed(context.channel, unanswered: closedByServer ? 0 : unanswered)
        if let current, !closedByServer { options.log?("\(current.line) → the client left") }
        current = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !closedByServer else { return }
        // A client that leaves in the middle of a request is a parser's error too, but nobody is left who could read a response.
        if error is HTTPParserError, context.channel.isActive {
            refuse(400, "The request is not HTTP/1.1.", context: context)
        } else {
            context.close(promise: nil)
        }
    }

    private func refuse(_ status: Int, _ detail: String, context: ChannelHandlerContext) {
        closedByServer = true
        let plan = ResponsePlan(
            response: .problem(status, title: "Refused", detail: detail), fault: nil, server: server,
            headRequest: false, keepAlive: false)
        guard case .send(let bytes, _) = plan else { return }
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { _ in context.close(promise: nil)
        }
    }

    private func serveNext(context: ChannelHandlerContext) {
        guard current == nil, !closedByServer, !waiting.isEmpty else { return }
        let next = waiting.removeFirst()
        let request = FixtureRequest(
            method: next.head.method.rawValue, target: next.head.uri,
            headers: next.head.headers.map { (name: $0.name, value: $0.value) }, body: next.body, connection: number)
        let (response, fault) = response(to: request)
        let plan = ResponsePlan(
            response: response, fault: fault, server: server, headRequest: request.method == "HEAD",
            keepAlive: next.head.isKeepAlive)
        let answering = ResponseInFlight(
            line: "\(server) \(request.method) \(request.target)", counts: !request.path.hasPrefix("/_"))
        current = answering
        answering.run(plan, after: fault?.delay, context: context) { end in
            self.options.log?(answering.line + (fault.map { " → \($0)" } ?? " → \(response.status)"))
            self.current = nil
            switch end {
            case .keep: self.serveNext(context: context)
            case .close, .reset:
                self.closedByServer = true
                if end == .reset { ConnectionReset.arm(context.channel) }
                context.close(promise: nil)
            }
        }
    }

    private func response(to request: FixtureRequest) -> (FixtureResponse, Fault?) {
        if request.path == "/_health" { return (FixtureResponse(json: #"{"status":"ok"}"#), nil) }
        if request.path == "/_fault" { return (control(request), nil) }
        if request.path.hasPrefix("/_") {
            return (.problem(404, title: "No such resource", detail: "There are /_fault and /_health."), nil)
        }
        var fault = ledger.requestCame(request)
        if options.requestFaults, fault == nil, let text = request.header("x-fixture-fault") {
            do throws(FaultSyntaxError) {
                fault = try Fault(parsing: text)
            } catch {
                return (.problem(400, title: "Bad x-fixture-fault", detail: error.message), nil)
            }
        }
        // A service with the fault `status=503` has not done the work; one that hangs or breaks off has.
        if fault?.status != nil { return (FixtureResponse(), fault) }
        let response = handler(request)
        return (response, fault ?? response.fault)
    }

    private func control(_ request: FixtureRequest) -> FixtureResponse {
        switch FaultControl.command(method: request.method, target: request.target) {
        case .show:
            let authority = request.header("host") ?? "127.0.0.1"
            return FaultControl.response(
                FaultControl.help(name: server, fault: ledger.fault, authority: authority))
        case .set(let fault):
            ledger.fault = fault
            return FaultControl.response(FaultControl.state(name: server, fault: fault) + "\n")
        case .heal:
            ledger.fault = nil
            return FaultControl.response(FaultControl.state(name: server, fault: nil) + "\n")
        case .refuse(let status, let message):
            return FaultControl.response(message + "\n", status: status)
        }
    }
}
