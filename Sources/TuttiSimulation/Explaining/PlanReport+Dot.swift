internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

extension PlanReport {
    /// A graph for each endpoint and each route, in the language of Graphviz (https://graphviz.org/doc/info/lang.html).
    ///
    /// Bold calls are required, dashed lines lead to calls that cope without, dotted ones to calls that only come after, red is the path that takes longest.
    package var dot: String {
        (endpoints.map(Self.graph) + routes.map(Self.graph)).joined(separator: "\n\n")
    }

    private static func graph(_ route: RouteExplanation) -> String {
        var lines = [
            "digraph \(quoted(route.plan.name)) {",
            "  rankdir=LR;",
            "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "  \"request\" [shape=plaintext, label=\(quoted(route.plan.name))];",
        ]
        if let forward = route.forward {
            for share in forward.split.shares {
                let label = quoted(share.points.count.percentOfTenThousand)
                lines.append("  \"request\" -> \(quoted("service \(route.service(share.service))")) [label=\(label)];")
            }
            if let mirror = forward.mirror {
                let service = quoted("service \(route.service(mirror.service))")
                lines.append("  \"request\" -> \(service) [style=dashed, label=\"copy\"];")
            }
        } else {
            let summary = RouteText(route, place: "", prefix: "", style: TextStyle(isColored: false)).summary
            lines.append("  \"request\" -> \(quoted(summary));")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func graph(_ endpoint: EndpointExplanation) -> String {
        let plan = endpoint.plan
        let path = Set(endpoint.schedule.criticalPath)
        var lines = [
            "digraph \(quoted(plan.name)) {",
            "  rankdir=LR;",
            "  node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "  \"request\" [shape=plaintext, label=\(quoted(plan.name))];",
            "  \"response\" [shape=plaintext, label=\(quoted("response\n≤ \(endpoint.worstTime.inWords)"))];",
        ]
        for (index, call) in endpoint.calls.enumerated() {
            var attributes = ["label=\(quoted(label(of: call)))"]
            if call.plan.isRequired { attributes.append("style=\"rounded,bold\"") }
            if path.contains(index) { attributes.append("color=red") }
            lines.append("  \(node(call.plan)) [\(attributes.joined(separator: ", "))];")
        }
        for (index, call) in endpoint.calls.enumerated() {
            if call.plan.inputs.isEmpty {
                lines.append("  \"request\" -> \(node(call.plan))\(path.contains(index) ? " [color=red]" : "");")
            }
            for input in call.plan.inputs {
                var attributes: [String] = []
                if input.copesWithNull { attributes.append(input.isRead ? "style=dashed" : "style=dotted") }
                if path.contains(index), endpoint.schedule.entries[index].parent == input.call {
                    attributes.append("color=red")
                }
                let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
                lines.append("  \(node(plan.calls[input.call])) -> \(node(call.plan))\(list);")
            }
            let isLast = index == endpoint.schedule.criticalPath.last
            if !call.plan.sections.isEmpty || call.plan.isRequired || isLast {
                lines.append("  \(node(call.plan)) -> \"response\"\(isLast ? " [color=red]" : "");")
            }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private static func label(of call: EndpointExplanation.CallExplanation) -> String {
        var lines = [call.plan.name, "\(call.service.name) \(call.plan.method.rawValue) \(call.plan.target.source)"]
        let requests = call.mostAttempts > 1 ? ", ≤ \(call.mostAttempts) requests" : ""
        lines.append("timeout \(call.plan.timeout.inWords)\(requests)")
        if call.plan.isRequired { lines.append("required") }
        return lines.joined(separator: "\n")
    }

    /// A name of its own, whatever the call is called.
    private static func node(_ call: CallPlan) -> String { quoted("call \(call.name)") }

    /// A quoted string: in labels a backslash begins an escape, and a line feed is written as one.
    private static func quoted(_ text: String) -> String {
        let escaped = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            TextStyle.printable(String(line)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
        return "\"" + escaped.joined(separator: "\\n") + "\""
    }
}
