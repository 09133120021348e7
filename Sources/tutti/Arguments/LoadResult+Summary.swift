internal import TuttiComposition
internal import TuttiSimulation

extension LoadResult {
    /// One line: what was read, and how many errors and warnings there are.
    var summary: String {
        let routes = routeCount > 0 ? ", " + Self.count(routeCount, "route") : ""
        return "\(Self.count(fileCount, "file")), \(Self.count(endpointCount, "endpoint"))\(routes): \(problems)"
    }

    /// How many errors and warnings there are.
    var problems: String {
        guard !diagnostics.isEmpty else { return "no problems" }
        return "\(Self.count(errorCount, "error")), \(Self.count(warningCount, "warning"))"
    }

    /// `1 file`, `2 files`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
