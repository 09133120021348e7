internal import TuttiJSON
internal import TuttiSystem

/// What `GET /services` of a gateway says, as people read it.
struct ServicesTable {
    private let services: [JSONNode]

    /// What a gateway has said; nil where that is no such answer.
    init?(_ body: [UInt8]) {
        guard let root = try? JSONDocument(parsing: body).root, let services = root.member("services"),
            services.kind == .array
        else { return nil }
        self.services = Array(services.elements)
    }

    /// The table, of the services with one of these names, or of all where there are none; nil for none of them.
    func text(of names: [String], isColored: Bool) -> String? {
        let chosen = services.filter { names.isEmpty || names.contains($0.member("name")?.string ?? "") }
        guard !chosen.isEmpty else { return nil }
        var rows = [Self.head]
        for service in chosen { rows += Self.rows(of: service) }
        var widths = Self.head.map { TextStyle.width($0) }
        for row in rows { widths = zip(widths, row).map { max($0, TextStyle.width($1)) } }
        let style = TextStyle(isColored: isColored)
        return rows.map { row in
            let cells = zip(row, widths).enumerated().map { column, cell in
                // Numbers stand below each other.
                column < 3
                    ? TextStyle.padded(cell.0, to: cell.1)
                    : String(repeating: " ", count: cell.1 - TextStyle.width(cell.0)) + cell.0
            }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return Self.meaning(of: row).map { style.paint(line, $0) } ?? line
        }.joined(separator: "\n")
    }

    private static let head = [
        "SERVICE", "INSTANCE", "STATE", "IN FLIGHT", "CONNECTIONS", "LATENCY", "REQUESTS", "FAILED",
    ]

    private static func rows(of service: JSONNode) -> [[String]] {
        let name = TextStyle.printable(service.member("name")?.string ?? "")
        let breaker = service.member("breaker")?.string ?? ""
        let instances = service.member("instances").map { Array($0.elements) } ?? []
        var state = breaker == "closed" ? "" : "breaker \(breaker)"
        if service.member("panic")?.bool == true { state += state.isEmpty ? "panic" : ", panic" }
        let summary = "\(service.member("in-use")?.number?.text ?? "0") of \(instances.count) in use"
        var rows = [[name, summary, state, service.member("running")?.number?.text ?? "", "", "", "", ""]]
        for instance in instances {
            let latency = instance.member("latency-ms")?.number.map { "\($0.text) ms" } ?? "–"
            let zone = instance.member("zone")?.string.map { " (\(TextStyle.printable($0)))" } ?? ""
            rows.append([
                "", TextStyle.printable(instance.member("address")?.string ?? "") + zone,
                instance.member("state")?.string ?? "",
                instance.member("running")?.number?.text ?? "",
                instance.member("connections")?.number?.text ?? "–", latency,
                instance.member("requests")?.number?.text ?? "",
                instance.member("failures")?.number?.text ?? "",
            ])
        }
        return rows
    }

    /// The colour of a row; nil for none.
    private static func meaning(of row: [String]) -> TextStyle.Meaning? {
        switch row.dropFirst(2).first ?? "" {
        case "STATE": .strong
        case "", "well": nil
        case "draining", "new": .doubtful
        default: .bad
        }
    }
}
