internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// One endpoint explained, as text: what it is, its calls as a tree, and what comes of their failures.
struct EndpointText {
    private let endpoint: EndpointExplanation
    private let place: String
    private let prefix: String
    private let style: TextStyle
    private let names: [String]

    init(_ endpoint: EndpointExplanation, place: String, prefix: String, style: TextStyle) {
        self.endpoint = endpoint
        self.place = place
        self.prefix = prefix
        self.style = style
        names = endpoint.plan.calls.map(\.name)
    }

    var lines: [String] {
        var lines = ["\(style.paint(TextStyle.printable(plan.name), .strong))  \(style.paint(place, .secondary))"]
        if let summary = plan.summary { lines.append(TextStyle.printable(summary)) }
        return lines + [""] + facts + endpoint.policies.lines(behind: prefix, style: style) + [""] + tree + [""]
            + failures
    }

    private var plan: EndpointPlan { endpoint.plan }

    // MARK: - The endpoint

    private var facts: [String] {
        var rows = TextRows(left: 14)
        func add(_ label: String, _ text: String) {
            rows.add(("  " + label, label.count + 2), TextStyle.printable(text))
        }
        add("deadline", plan.deadline.inWords)
        add("worst time", worstTime + undoTime)
        add("requests", requests)
        for line in RequestWords(plan.request).lines { add("request", line) }
        if let status { add("status", status) }
        for header in plan.head?.headers ?? [] { add("header", "\(header.name.canonicalName): \(header.value.source)") }
        for value in plan.lets { add("let", "\(value.name): \(value.value.source)") }
        if let member = plan.metaMember { add("meta", "/\(member) says what happened to each call") }
        if let repeats = plan.repeats {
            let need = repeats.isRequired ? "must" : "may"
            add(
                "repeated",
                "clients \(need) send an Idempotency-Key; who repeats a request within \(repeats.time.inWords) gets the first response"
            )
        }
        if let cache = plan.cache, let key = endpoint.cacheKey {
            add("cache", "a whole response is used again \(cache.inWords)")
            add("cache key", key.listed())
        }
        if plan.allowsFields {
            add("fields", "clients choose members with ?fields=; calls that feed none of them are not made")
        }
        return rows.lines
    }

    /// `201`, `201, 206 when an optional call failed`; nil where it is 200 in any case.
    private var status: String? {
        let statuses = plan.statuses
        let success = plan.head?.status?.line ?? (statuses.success == 200 ? nil : "\(statuses.success)")
        let isOther = statuses.givesPartial && (success != nil || statuses.partial != 200)
        let partial = isOther ? "\(statuses.partial) when an optional call failed" : nil
        let parts = [success, partial].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// `, and up to 20 s more for undos`; "" where nothing is undone.
    private var undoTime: String {
        let times = plan.calls.compactMap { $0.undo?.request.timeout.nanoseconds }
        guard !times.isEmpty else { return "" }
        // Each is a day at most, and an endpoint has few calls.
        return ", and up to \(TimeSpan(nanoseconds: times.reduce(0, &+)).inWords) more for undos"
    }

    private var worstTime: String {
        let path = endpoint.schedule.criticalPath.map { "\(names[$0]) \(plan.calls[$0].timeout.inWords)" }
            .joined(separator: " → ")
        guard endpoint.isCut else { return "\(endpoint.worstTime.inWords): \(path)" }
        let length = endpoint.schedule.criticalPath.count > 1 ? ", \(endpoint.schedule.length.inWords) in all" : ""
        return "\(endpoint.worstTime.inWords), for the deadline cuts \(path)\(length)"
    }

    private var requests: String {
        let tries =
            endpoint.mostAttempts > endpoint.mostRequests
            ? ", \(endpoint.mostAttempts) with all \(FailureWords.furtherRequests(plan.calls))" : ""
        return "at most \(endpoint.mostRequests)\(tries); `max-calls` is \(endpoint.maximumCalls)"
    }

    // MARK: - The calls

    /// A call as it stands in the tree.
    private struct Node {
        let call: Int
        /// What stands before its name.
        let branch: String
        /// What stands before the lines below it.
        let trunk: String
    }

    private var tree: [String] {
        let nodes = nodes(below: nil, trunk: "  ")
        let windows = nodes.map { window(of: endpoint.calls[$0.call]) }
        let nameWidth = max(4, nodes.map { TextStyle.width($0.branch + names[$0.call]) }.max() ?? 0)
        let windowWidth = max(8, windows.map(TextStyle.width).max() ?? 0)
        var rows = TextRows(left: nameWidth + windowWidth + 4)
        let heading = "\(TextStyle.padded("  call", to: nameWidth))  \(TextStyle.padded("at worst", to: windowWidth))"
        rows.add((style.paint(heading, .secondary), TextStyle.width(heading)), "request") { line, _ in
            style.paint(line, .secondary)
        }
        for (node, window) in zip(nodes, windows) {
            let call = endpoint.calls[node.call]
            let name = TextStyle.padded(node.branch + names[node.call], to: nameWidth)
            let painted = style.paint(String(name.dropFirst(node.branch.count)), .strong)
            let width = nameWidth + 2 + TextStyle.width(window)
            let request = "\(call.service.name) \(call.plan.method.rawValue) \(call.plan.targetSource)"
            rows.add(
                ("\(node.branch)\(painted)  \(window)", width), more: node.trunk, TextStyle.printable(request))
            for fact in CallFacts(call: call, names: names).lines {
                let left = (text: node.trunk, width: TextStyle.width(node.trunk))
                rows.add(left, more: node.trunk, TextStyle.printable(fact)) { line, _ in
                    style.paint(line, .secondary)
                }
            }
        }
        return rows.lines
    }

    /// The calls below the one that ends last of all that they wait for.
    private func nodes(below parent: Int?, trunk: String) -> [Node] {
        let children = plan.calls.indices.filter { endpoint.schedule.entries[$0].parent == parent }
        return children.flatMap { child -> [Node] in
            let isLast = child == children.last
            let below = trunk + (isLast ? "   " : "│  ")
            let further = nodes(below: child, trunk: below)
            let ownTrunk = below + (further.isEmpty ? "" : "│")
            return [Node(call: child, branch: trunk + (isLast ? "└─ " : "├─ "), trunk: ownTrunk)] + further
        }
    }

    private func window(of call: EndpointExplanation.CallExplanation) -> String {
        call.start == call.end ? "no time left" : call.start.inWords(to: call.end)
    }

    // MARK: - Failures

    private var failures: [String] {
        let all = endpoint.calls.map { FailureWords(call: $0, calls: plan.calls) }
        var groups: [(calls: [Int], words: FailureWords)] = []
        for (index, words) in all.enumerated() {
            if let place = groups.firstIndex(where: { $0.words.lines == words.lines }) {
                groups[place].calls.append(index)
            } else {
                groups.append(([index], words))
            }
        }
        let labels = groups.map { group in group.calls.map { names[$0] }.joined(separator: ", ") }
        let width = min(30, max(10, labels.map(\.count).max() ?? 0))
        var rows = TextRows(left: width + 4)
        rows.add((style.paint("  if it fails", .secondary), 13), "the client gets") { line, _ in
            style.paint(line, .secondary)
        }
        for (group, label) in zip(groups, labels) {
            for (index, line) in group.words.lines.enumerated() {
                let first = index == 0 ? (style.paint("  " + label, .strong), label.count + 2) : ("", 0)
                rows.add(first, TextStyle.printable(line)) { line, isFirst in
                    isFirst ? painted(line, group.words) : line
                }
            }
        }
        return rows.lines
    }

    /// The line with its verdict in colour, if it begins with it.
    private func painted(_ line: String, _ words: FailureWords) -> String {
        let start = line.prefix { $0 == " " }
        let rest = line.dropFirst(start.count)
        guard rest.hasPrefix(words.verdict) else { return line }
        let verdict = style.paint(words.verdict, words.isProblem ? .bad : .doubtful)
        return start + verdict + rest.dropFirst(words.verdict.count)
    }
}
