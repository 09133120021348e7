internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan

/// The `redirect` of a route, with everything computed that does not depend on a request.
struct PreparedRedirect: Sendable {
    private let plan: RedirectPlan
    private let location: PreparedRestTemplate
    /// Whether the file names the host.
    private let namesHost: Bool

    /// The redirect of a route with that path.
    init(_ plan: RedirectPlan, path: PathPattern) {
        self.plan = plan
        location = PreparedRestTemplate(plan.location, path: path)
        if case .literal(let text)? = plan.location.text.parts.first {
            namesHost = !text.hasPrefix("/")
        } else {
            namesHost = false
        }
    }

    /// The response to a request with that path and query; nil where `Location` would lead to a host of the client's choice.
    ///
    /// Browsers take `\` for `/` (URL Standard, "special authority slashes"), and remove tabs and line ends: a location of ours has none
    /// of them.
    func response(in scope: Scope, path: RawPath, query: String) throws(RenderingFailure) -> ComposedResponse? {
        var text = try location.rendered(in: scope, path: path)
        if plan.passesQuery, !query.isEmpty { text += "?" + query }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            namesHost || !text.hasPrefix("//")
        else { return nil }
        return ComposedResponse(
            status: plan.status, headers: [HTTPField(name: .location, value: text)], body: [], calls: [])
    }
}
