internal import TuttiExpressions
internal import TuttiPlan

/// The keys of `paths`.
///
/// OpenAPI takes `/users/{id}` and `/users/{user}` for the same path, whatever its methods; in Tutti each endpoint gives its
/// parameters names of its own. Here all endpoints of a path use the names of the first one.
struct PathTemplates {
    /// A key of `paths`.
    struct Template {
        /// `/users/{id}`, its literal text percent-encoded: a brace that is text is no parameter.
        let text: String
        /// The names of its parameters, in order.
        let parameters: [String]
    }

    private var templates: [[[String]]: Template] = [:]

    /// The key for a path.
    mutating func template(of path: PathPattern) -> Template {
        // By bytes, as the router compares: not as Swift compares strings.
        let shape = path.segments.map { segment in
            switch segment {
            case .literal(let text): [PercentEncoding.encoded(text)]
            case .parameter(_, let prefix, let suffix):
                [PercentEncoding.encoded(prefix), PercentEncoding.encoded(suffix)]
            }
        }
        if let known = templates[shape] { return known }
        var text = ""
        var parameters: [String] = []
        for segment in path.segments {
            switch segment {
            case .literal(let literal): text += "/" + PercentEncoding.encoded(literal)
            case .parameter(let name, let prefix, let suffix):
                text += "/\(PercentEncoding.encoded(prefix)){\(name)}\(PercentEncoding.encoded(suffix))"
                parameters.append(name)
            }
        }
        let template = Template(text: text.isEmpty ? "/" : text, parameters: parameters)
        templates[shape] = template
        return template
    }
}
