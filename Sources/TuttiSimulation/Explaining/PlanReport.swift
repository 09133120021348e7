internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// The explanation of endpoints, as text for people, as JSON for programs and as a graph for Graphviz.
package struct PlanReport: Sendable {
    /// The endpoints.
    let endpoints: [EndpointExplanation]
    /// What makes the names of files lead to them from where the command was called.
    let prefix: String

    /// A report of explained endpoints; `prefix` is put before the names of files.
    package init(_ endpoints: [EndpointExplanation], prefix: String = "") {
        self.endpoints = endpoints
        self.prefix = prefix
    }

    /// Each endpoint in full; behind a list of them where there are several.
    package func text(isColored: Bool = false) -> String {
        let style = TextStyle(isColored: isColored)
        let overview = endpoints.count > 1 ? overview(style) + [""] : []
        let pages = endpoints.map { EndpointText($0, place: place($0), style: style).lines }
        return (overview + pages.joined(separator: [""])).joined(separator: "\n")
    }

    private func overview(_ style: TextStyle) -> [String] {
        let names = endpoints.map { TextStyle.printable($0.plan.name) }
        let figures = endpoints.map { endpoint in
            [
                endpoint.calls.count.counted("call"),
                "≤ \(endpoint.mostRequests.counted("request"))",
                "≤ \(endpoint.worstTime.inWords)",
            ]
        }
        let nameWidth = names.map(TextStyle.width).max() ?? 0
        let widths = (0..<3).map { column in figures.map { TextStyle.width($0[column]) }.max() ?? 0 }
        return zip(names, figures).enumerated().map { index, row in
            let cells = zip(row.1, widths).map { TextStyle.padded($0, to: $1) }.joined(separator: "  ")
            let name = TextStyle.padded(row.0, to: nameWidth)
            return "\(style.paint(name, .strong))  \(cells)  \(style.paint(place(endpoints[index]), .secondary))"
        }
    }

    private func place(_ endpoint: EndpointExplanation) -> String {
        TextStyle.printable(endpoint.plan.position.line(behind: prefix))
    }
}
