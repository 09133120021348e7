internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// One route explained, as text: which requests it takes, and what becomes of them.
struct RouteText {
    private let route: RouteExplanation
    private let place: String
    private let prefix: String
    private let style: TextStyle

    init(_ route: RouteExplanation, place: String, prefix: String, style: TextStyle) {
        self.route = route
        self.place = place
        self.prefix = prefix
        self.style = style
    }

    private var plan: RoutePlan { route.plan }

    var lines: [String] {
        var lines = ["\(style.paint(TextStyle.printable(plan.name), .strong))  \(style.paint(place, .secondary))"]
        if let summary = plan.summary { lines.append(TextStyle.printable(summary)) }
        return lines + [""] + facts + route.policies.lines(behind: prefix, style: style)
    }

    /// What becomes of requests, in a few words.
    var summary: String {
        switch plan.action {
        case .forward(let forward):
            "→ " + forward.split.shares.filter { !$0.points.isEmpty }.map { route.service($0.service) }.listed()
        case .redirect(let redirect): "\(redirect.status) to \(redirect.location.source)"
        case .respond(let response): "\(response.status)"
        case .files(let files): "files of \(files.source)"
        }
    }

    private var facts: [String] {
        var rows = TextRows(left: 20)
        func add(_ label: String, _ text: String?) {
            guard let text else { return }
            rows.add(("  " + label, label.count + 2), TextStyle.printable(text))
        }
        add("takes", methods)
        add("when", plan.condition?.source)
        switch plan.action {
        case .forward(let forward):
            add("to", services(forward))
            add("path", path(forward))
            add("headers", changes(forward.headers))
            add("response-headers", changes(plan.responseHeaders))
            add(
                "mirror",
                forward.mirror.map { mirror in
                    "\(Int((mirror.share * 10_000).rounded()).percentOfTenThousand) of the requests to \(route.service(mirror.service))"
                })
            add("first byte", perService(forward) { "within \($0.timeout.inWords)" })
            if let cache = forward.cache { add("cache", "a response to GET is used again \(cache.inWords)") }
            add("silence", "at most \(forward.idleTimeout.inWords) while a body is under way")
            add("request body", body(forward))
            add("retry", perService(forward, retry))
        case .redirect(let redirect):
            add(
                "redirect",
                "\(redirect.status) to \(redirect.location.source)\(redirect.passesQuery ? ", with the client's query" : "")"
            )
            add("response-headers", changes(plan.responseHeaders))
        case .respond(let response):
            add("respond", "\(response.status), \(content(response))")
            add("response-headers", changes(plan.responseHeaders))
        case .files(let files):
            add("files", "of \(files.source), named by the rest of the path")
            add("fallback", files.fallback.map { "\($0) where there is no such file" })
            add("cache-control", files.cacheControl)
            add("response-headers", changes(plan.responseHeaders))
        }
        return rows.lines
    }

    private var methods: String {
        switch plan.method {
        case nil: "all methods"
        case .get?: "GET, and HEAD"
        case let method?: method.rawValue
        }
    }

    private func services(_ forward: ForwardPlan) -> String {
        let shares = forward.split.shares
        guard shares.count > 1 else { return shares.map { route.service($0.service) }.joined() }
        let list = shares.map { "\(route.service($0.service)) \($0.points.count.percentOfTenThousand)" }
        return list.joined(separator: ", ")
            + (forward.split.sticky.map { "; requests with the same \($0.source) stay with one" } ?? "")
    }

    private func path(_ forward: ForwardPlan) -> String {
        let slashes = forward.allowsEncodedSlashes ? "; %2F and %5C may be in it" : ""
        let path =
            switch forward.target {
            case .unchanged: "as the client sent it"
            case .stripped(let count): "without its first \(count == 1 ? "segment" : "\(count) segments")"
            case .rewritten(let rewrite): rewrite.source
            }
        return path + slashes
    }

    private func changes(_ changes: [HeaderChange]) -> String? {
        let list = changes.map { change in
            change.value.map { "\(change.name.canonicalName): \($0.source)" } ?? "no \(change.name.canonicalName)"
        }
        return list.isEmpty ? nil : list.joined(separator: "; ")
    }

    private func body(_ forward: ForwardPlan) -> String {
        let bound = forward.maximumRequestBody.map { "at most \($0.inBytes)" } ?? "of any size"
        return "\(bound), \(forward.buffersRequest ? "waited for as a whole" : "streamed")"
    }

    private func retry(_ share: ServiceSplit.Share) -> String? {
        guard let retry = share.retry, retry.attempts > 1 else { return nil }
        return retry.inWords
    }

    /// What is said of all services, or of each where they differ; nil where nothing is said of any.
    private func perService(_ forward: ForwardPlan, _ words: (ServiceSplit.Share) -> String?) -> String? {
        let shares = forward.split.shares.filter { !$0.points.isEmpty }
        let texts = shares.map(words)
        guard let first = texts.first, texts.contains(where: { $0 != first }) else { return texts.first ?? nil }
        return zip(shares, texts).compactMap { share, text in text.map { "\(route.service(share.service)): \($0)" } }
            .joined(separator: "; ")
    }

    private func content(_ response: FixedResponse) -> String {
        switch response.body {
        case nil: "without a body"
        case .json(let value): value.source
        case .text(let text): "the text \"\(text.cut(to: 60))\""
        }
    }
}
