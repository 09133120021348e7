internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiRouting

/// Reads the requests of tests: what a client asks of an endpoint or a route, and what a service is asked.
struct RequestLineReader {
    let diagnostics: DiagnosticCollector

    /// `GET /profile/7?limit=3`: what a client asks of an endpoint or a route; nil with a diagnostic.
    ///
    /// Without a line, because that has a mistake of its own, only the form of the request is checked.
    func client(_ node: YAMLNode, of document: TestedDocument) -> TestRequest? {
        let example = document.line?.example ?? "GET /profile/7"
        let kind = document.kind.rawValue
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "`request`"),
            let (method, target) = parts(of: scalar, like: example), let line = document.line
        else { return nil }
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        if let asked = line.method, method != asked, method != .head || asked != .get {
            diagnostics.error(
                .invalidRequest, at: scalar.span(0..<method.rawValue.utf8.count),
                "this \(kind) is asked with \(asked.rawValue), not \(method.rawValue)",
                help: "a test asks the \(kind) beside which it stands: `\(example)`")
            return nil
        }
        let router = Router(
            [], routes: [Router.RoutePattern(method: line.method, path: line.path, isConditional: false)])
        guard let path = try? DecodedPath(target[..<mark]),
            case .route(_, let parameters, _) = router.match(method, path)
        else {
            let start = scalar.text.utf8.count - target.utf8.count
            diagnostics.error(
                .invalidRequest, at: scalar.span(start..<(start + target[..<mark].utf8.count)),
                "`\(target[..<mark])` is no path of this \(kind), which is \(line.path)",
                help: "a test asks the \(kind) beside which it stands: `\(example)`",
                related: [("the \(kind)", line.span)])
            return nil
        }
        return TestRequest(method: method, target: target, pathParameters: parameters)
    }

    /// `GET /users/7`, `GET /accounts/*/payments?page=2` or `*`: requests to a service; nil with a diagnostic.
    func pattern(_ key: YAMLScalar) -> RequestPattern? {
        if key.text == "*" { return .every }
        guard let (method, target) = parts(of: key, like: "GET /users/7") else { return nil }
        return RequestPattern(method: method.rawValue, target: target)
    }

    private func parts(of scalar: YAMLScalar, like example: String) -> (method: HTTPRequest.Method, target: String)? {
        let text = scalar.text
        let word = String(text.prefix { $0 != " " })
        let target = String(text.dropFirst(word.count).drop { $0 == " " })
        func fail(_ range: Range<Int>, _ message: String, _ help: String) -> (HTTPRequest.Method, String)? {
            diagnostics.error(.invalidRequest, at: scalar.span(range), message, help: help)
            return nil
        }
        guard !target.isEmpty else {
            let help = text.hasPrefix("/") ? "write `GET \(text)`" : "write it like `\(example)`"
            return fail(0..<text.utf8.count, "a request is a method and a path", help)
        }
        guard EndpointLineReader.methods.contains(word), let method = HTTPRequest.Method(word) else {
            return fail(
                0..<word.utf8.count, "`\(word)` is not a method of a request",
                Suggestion.help(for: word, among: EndpointLineReader.methods, called: "methods"))
        }
        let start = text.utf8.count - target.utf8.count
        guard target.hasPrefix("/") else {
            return fail(start..<text.utf8.count, "a path begins with `/`", "write `\(word) /\(target)`")
        }
        let bytes = Array(target.utf8)
        if let space = bytes.firstIndex(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }) {
            return fail(
                (start + space)..<(start + space + 1), "a request has no white space and no `#` in its path and query",
                "write `%20` for a space and `%23` for `#`")
        }
        return (method, target)
    }
}
