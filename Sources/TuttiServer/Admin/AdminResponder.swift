internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiResilience

/// Answers the requests of the admin listener: health, readiness, metrics, reload, which instances drain, and purges of the cache.
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
    private let issuers: TokenIssuers
    private let services: ServicesPage
    private let cache: CachePage
    private let hosts: () -> AdminHosts

    /// A responder for the connections of one event loop; without `reloads` there is no `/reload`.
    init(
        loop: ServerLoop, readiness: Readiness, report: MetricsReport, reloads: Reloads?,
        issuers: TokenIssuers, services: ServicesPage, cache: CachePage, hosts: @escaping () -> AdminHosts
    ) {
        self.hosts = hosts
        self.issuers = issuers
        self.services = services
        self.cache = cache
        self.loop = loop
        self.readiness = readiness
        self.report = report
        self.reloads = reloads
    }

    func began(_ exchange: Exchange, sentID: String?) {
        exchange.id = loop.requestIDs.next()
    }

    func admit(_ exchange: Exchange) {
        do throws(Refusal) {
            try check(exchange.request)
            exchange.bodyLimit = Self.limits.body
            exchange.collectBody()
        } catch {
            exchange.refuse(error)
        }
    }

    private func check(_ request: RequestHead) throws(Refusal) {
        try hosts().check(request.authority)
        if request.path == Self.reloadPath, reloads != nil {
            guard request.method == .post else {
                throw Refusal(
                    405, "Method not allowed", "A reload changes something: it takes a POST.", closes: true,
                    headers: [HTTPField(name: .allow, value: "POST")])
            }
            try Self.refuseWebPages(request.headers)
        } else if request.path == CachePage.purgePath {
            guard request.method == .post else {
                throw Refusal(
                    405, "Method not allowed", "A purge changes something: it takes a POST.", closes: true,
                    headers: [HTTPField(name: .allow, value: "POST")])
            }
            try Self.refuseWebPages(request.headers)
        } else if ServicesPage.Drain(request.path) != nil {
            guard request.method == .post || request.method == .delete else {
                throw Refusal(
                    405, "Method not allowed", "An instance drains after a POST, and no more after a DELETE.",
                    closes: true, headers: [HTTPField(name: .allow, value: "POST, DELETE")])
            }
            try Self.refuseWebPages(request.headers)
        } else if request.method != .get, request.method != .head {
            throw Refusal(
                405, "Method not allowed", "This path of the admin listener serves GET.", closes: true,
                headers: [HTTPField(name: .allow, value: "GET, HEAD")])
        }
        if case .known(let length) = request.bodyLength, length > Self.limits.body {
            throw .bodyTooLarge(limit: Self.limits.body)
        }
    }

    func respond(to exchange: Exchange) {
        switch exchange.request.path {
        case "/healthz": exchange.send(.adminStatus(200, "alive", nil))
        case "/readyz": exchange.send(readinessResponse)
        case "/metrics":
            answer(exchange) { [report] in
                ComposedResponse(
                    status: 200, headers: [HTTPField(name: .contentType, value: PrometheusText.contentType)],
                    body: await report.rendered(), calls: [])
            }
        case "/token-keys":
            exchange.send(
                ComposedResponse(
                    status: 200, headers: [HTTPField(name: .contentType, value: "application/json")],
                    body: issuers.report.jsonBytes, calls: []))
        case ServicesPage.path: exchange.send(services.list(now: SystemClock.now))
        case CachePage.path: exchange.send(cache.figures())
        case CachePage.purgePath:
            exchange.send(cache.purge(query: Substring(exchange.request.query), now: SystemClock.now))
        case Self.reloadPath:
            guard let reloads else { fallthrough }
            // It goes on when whoever asked has left: the files are as they are.
            answer(exchange) { .reload(await reloads.reload()) }
        default:
            if let drain = ServicesPage.Drain(exchange.request.path) {
                return exchange.send(services.carryOut(drain, isOver: exchange.request.method == .delete))
            }
            exchange.refuse(
                Refusal(
                    404, "Not found",
                    "There are /healthz, /readyz, /metrics, /services, /cache, /token-keys"
                        + (reloads == nil ? "" : ", /reload for POST")
                        + ", /cache/purge for POST, and /services/NAME/instances/ADDRESS/drain for POST and DELETE."))
        }
    }

    private func answer(_ exchange: Exchange, by make: @escaping @Sendable () async -> ComposedResponse) {
        guard let reply = exchange.reply else { return }
        exchange.answer(by: Task { reply.send(await make()) })
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
    private static func refuseWebPages(_ headers: RequestHeaders) throws(Refusal) {
        let sites = headers["sec-fetch-site"]
        guard headers["origin"].isEmpty, sites.allSatisfy({ $0 == "none" || $0 == "same-origin" }) else {
            throw Refusal(403, "Forbidden", "A web page can't ask for this.", closes: true)
        }
    }
}
