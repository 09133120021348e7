internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// The explanation of endpoints and routes, as text for people, as JSON for programs and as a graph for Graphviz.
package struct PlanReport: Sendable {
    /// The endpoints.
    let endpoints: [EndpointExplanation]
    /// The routes.
    let routes: [RouteExplanation]
    /// What makes the names of files lead to them from where the command was called.
    let prefix: String

    /// A report of explained endpoints and routes; `prefix` is put before the names of files.
    package init(_ endpoints: [EndpointExplanation], routes: [RouteExplanation] = [], prefix: String = "") {
        self.endpoints = endpoints
        self.routes = routes
        self.prefix = prefix
    }

    /// Each endpoint and each route in full; behind a list of them where there are several.
    package func text(isColored: Bool = false) -> String {
        let style = TextStyle(isColored: isColored)
        let routes = routes.map { RouteText($0, place: place($0.plan.position), prefix: prefix, style: style) }
        let overview = endpoints.count + routes.count > 1 ? overview(routes, style) + whoMayAsk(style) + [""] : []
        let pages =
            endpoints.map {
                EndpointText($0, place: place($0.plan.position), prefix: prefix, style: style).lines
            } + routes.map(\.lines)
        return (overview + pages.joined(separator: [""])).joined(separator: "\n")
    }

    private func overview(_ routeTexts: [RouteText], _ style: TextStyle) -> [String] {
        let names = (endpoints.map(\.plan.name) + routes.map(\.plan.name)).map(TextStyle.printable)
        let figures = endpoints.map { endpoint in
            [
                endpoint.calls.count.counted("call"),
                "≤ \(endpoint.mostRequests.counted("request"))",
                "≤ \(endpoint.worstTime.inWords)",
            ]
        }
        let nameWidth = names.map(TextStyle.width).max() ?? 0
        let widths = (0..<3).map { column in figures.map { TextStyle.width($0[column]) }.max() ?? 0 }
        let cells =
            figures.map { row in zip(row, widths).map { TextStyle.padded($0, to: $1) }.joined(separator: "  ") }
            + routeTexts.map { TextStyle.printable($0.summary) }
        let places = endpoints.map { place($0.plan.position) } + routes.map { place($0.plan.position) }
        let cellWidth = cells.map(TextStyle.width).max() ?? 0
        return zip(names, zip(cells, places)).map { name, rest in
            let name = style.paint(TextStyle.padded(name, to: nameWidth), .strong)
            return "\(name)  \(TextStyle.padded(rest.0, to: cellWidth))  \(style.paint(rest.1, .secondary))"
        }
    }

    /// A line for each endpoint and route, where not everybody may ask all of them as often as they like.
    private func whoMayAsk(_ style: TextStyle) -> [String] {
        let access = (endpoints.map(\.access) + routes.map(\.access)).map {
            TextStyle.printable($0 ?? PolicyExplanation.everybody)
        }
        let limits = (endpoints.map(\.plan.limits) + routes.map(\.plan.limits)).map {
            TextStyle.printable(PolicyExplanation.limits($0))
        }
        let isLimited = limits.contains { !$0.isEmpty }
        guard isLimited || access.contains(where: { $0 != PolicyExplanation.everybody }) else { return [] }
        let names = (endpoints.map(\.plan.name) + routes.map(\.plan.name)).map(TextStyle.printable)
        let width = names.map(TextStyle.width).max() ?? 0
        let accessWidth = access.map(TextStyle.width).max() ?? 0
        return ["", style.paint(isLimited ? "who may ask, and how often" : "who may ask", .strong)]
            + zip(names, zip(access, limits)).map { name, rest in
                let start = "\(TextStyle.padded(name, to: width))  "
                return start + (rest.1.isEmpty ? rest.0 : "\(TextStyle.padded(rest.0, to: accessWidth))  \(rest.1)")
            }
    }

    private func place(_ position: SourcePosition) -> String {
        TextStyle.printable(position.line(behind: prefix))
    }
}
