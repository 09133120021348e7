internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiResilience

/// Answers the requests of the admin listener: health, readiness, metrics, reload.
final class AdminResponder: RequestResponder {
    /// The bounds of the admin listener: few clients, small bodies, and always room for the next connection.
    static let limits: ConnectionLimits = {
        var limits = ConnectionLimits(body: 4 << 10)
        limits.connections = 64
        limits.makesRoom = true
        return limits
    }()

    private static let reloadPath = "/reload"

    private let loop: ServerLoop
    private let readiness: Readiness
    private let report: MetricsReport
    private let reloads: Reloads?
    private let hosts: () -> AdminHosts

    /// A responder for the connections of one event loop; without `reloads` there is no `/reload`.
    init(
        loop: ServerLoop, readiness: Readiness, report: MetricsReport, reloads: Reloads?,
        hosts: @escaping () -> AdminHosts
    ) {
        self.hosts = hosts
        self.loop = loop
        self.readiness = readiness
        self.report = report
        self.reloads = reloads
    }

    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission {
        let survey = HeaderSurvey(head.headers)
        exchange.id = loop.requestIDs.next()
        let framing = try MessageFraming(survey, version: head.version)
        if survey.asksForUpgrade { exchange.closes = true }
        exchange.isHead = head.method == .HEAD
        let target = try RequestTarget(head.uri, method: head.method)
        exchange.path = target.path
        try hosts().check(target.authority ?? survey.host.value[...])
        if exchange.path == Self.reloadPath, reloads != nil {
            guard head.method == .POST else {
                throw Refusal(
                    405, "Method not allowed", "A reload changes something: it takes a POST.", closes: true,
                    header: HTTPField(name: .allow, value: "POST"))
            }
            try Self.refuseWebPages(head.headers)
        } else if head.method != .GET, head.method != .HEAD {
            throw Refusal(
                405, "Method not allowed", "This path of the admin listener serves GET.", closes: true,
                header: HTTPField(name: .allow, value: "GET, HEAD"))
        }
        exchange.bodyLimit = Self.limits.body
        if case .known(let length) = framing.length, length > Self.limits.body {
            throw .bodyTooLarge(limit: Self.limits.body)
        }
        return framing.awaitsContinue ? .sayContinue : .read
    }

    func response(_ exchange: Exchange, reply: ReplyPort) -> Reply {
        switch exchange.path {
        case "/healthz": .now(.adminStatus(200, "alive", nil))
        case "/readyz": .now(readinessResponse)
        case "/metrics":
            .later(
                Task { [report] in
                    reply.send(
                        ComposedResponse(
                            status: 200,
                            headers: [HTTPField(name: .contentType, value: PrometheusText.contentType)],
                            body: await report.rendered(), calls: []))
                })
        case Self.reloadPath where reloads != nil:
            // It goes on when whoever asked has left: the files are as they are.
            .later(Task { [reloads] in if let reloads { reply.send(.reload(await reloads.reload())) } })
        default:
            .now(
                ComposedResponse(
                    Refusal(
                        404, "Not found",
                        "There are /healthz, /readyz, /metrics" + (reloads == nil ? "." : ", and /reload for POST.")),
                    requestID: exchange.id))
        }
    }

    func refuse(_ exchange: Exchange) {
        exchange.id = loop.requestIDs.next()
    }

    func ended(_ exchange: Exchange) {}

    /// Reads what it needs of a generation at each request.
    func install(_ generation: Generation) {}

    private var readinessResponse: ComposedResponse {
        switch readiness.state {
        case .starting: .adminStatus(503, "starting", "The listener is not open yet.")
        case .ready: .adminStatus(200, "ready", nil)
        case .draining: .adminStatus(503, "draining", "The gateway was told to stop and takes no new connections.")
        }
    }

    /// A web page may have its reader's browser send a POST to the loopback address, where this listener most often is.
    ///
    /// Browsers say so: a POST of a page has `Origin` (Fetch standard, 3.2), that of a page which took over the name of
    /// this machine too, and `Sec-Fetch-Site` says where it comes from. Tools send neither.
    private static func refuseWebPages(_ headers: HTTPHeaders) throws(Refusal) {
        let sites = headers["sec-fetch-site"]
        guard headers["origin"].isEmpty, sites.allSatisfy({ $0 == "none" || $0 == "same-origin" }) else {
            throw Refusal(403, "Forbidden", "A reload can't be asked for by a web page.", closes: true)
        }
    }
}
