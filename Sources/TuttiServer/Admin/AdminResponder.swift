internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiResilience

/// Answers the requests of the admin listener: health, readiness, metrics.
final class AdminResponder: RequestResponder {
    /// The bounds of the admin listener: few clients, no bodies to speak of.
    static let limits: ConnectionLimits = {
        var limits = ConnectionLimits(body: 4 << 10)
        limits.connections = 256
        return limits
    }()

    private static let paths = ["/healthz", "/readyz", "/metrics"]

    private let loop: ServerLoop
    private let readiness: Readiness
    private let report: MetricsReport

    /// A responder for the connections of one event loop.
    init(loop: ServerLoop, readiness: Readiness, report: MetricsReport) {
        self.loop = loop
        self.readiness = readiness
        self.report = report
    }

    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission {
        let fields = FieldSurvey(head.headers)
        exchange.id = loop.requestIDs.next()
        let framing = try MessageFraming(fields, version: head.version)
        if fields.asksForUpgrade { exchange.closes = true }
        guard head.method == .GET || head.method == .HEAD else {
            throw Refusal(
                405, "Method not allowed", "The admin listener serves GET.", closes: true, allow: "GET, HEAD")
        }
        exchange.isHead = head.method == .HEAD
        exchange.path = try RequestTarget(head.uri, method: head.method).path
        exchange.bodyLimit = Self.limits.body
        if case .known(let length) = framing.length, length > Self.limits.body {
            throw .bodyTooLarge(limit: Self.limits.body)
        }
        return framing.awaitsContinue ? .sayContinue : .read
    }

    func answer(_ exchange: Exchange, reply: ReplyPort) -> Reply {
        switch exchange.path {
        case "/healthz": .now(Self.status(200, "alive", nil))
        case "/readyz": .now(readinessAnswer)
        case "/metrics":
            .later(
                Task { [report] in
                    reply.send(
                        ComposedAnswer(
                            status: 200,
                            fields: [HTTPField(name: .contentType, value: PrometheusText.contentType)],
                            body: await report.rendered(), calls: []))
                })
        default:
            .now(
                ComposedAnswer(
                    Refusal(404, "Not found", "There are \(Self.paths.joined(separator: ", "))."),
                    requestID: exchange.id))
        }
    }

    func refuse(_ exchange: Exchange) {
        exchange.id = loop.requestIDs.next()
    }

    func ended(_ exchange: Exchange) {}

    private var readinessAnswer: ComposedAnswer {
        switch readiness.state {
        case .starting: Self.status(503, "starting", "The listener is not open yet.")
        case .ready: Self.status(200, "ready", nil)
        case .draining: Self.status(503, "draining", "The gateway was told to stop and takes no new connections.")
        }
    }

    private static func status(_ status: Int, _ name: String, _ reason: String?) -> ComposedAnswer {
        var body = JSONWriter(reserving: 96)
        body.beginObject()
        body.write(name: "status")
        body.write(string: name)
        if let reason {
            body.write(name: "reason")
            body.write(string: reason)
        }
        body.endObject()
        return ComposedAnswer(
            status: status,
            fields: [
                HTTPField(name: .contentType, value: "application/json"),
                HTTPField(name: .cacheControl, value: "no-store"),
            ], body: body.bytes, calls: [])
    }
}
