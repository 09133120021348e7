/// The path of an endpoint or a route: literal segments and parameters, `/profile/{id}`, `/reports/{id}.json`, and for a route perhaps
/// the rest of the path, `/api/**`.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    /// One segment between slashes.
    package enum Segment: Sendable, Hashable {
        /// Matches exactly this text, compared after percent-decoding.
        case literal(String)
        /// Matches a segment that begins and ends with these texts, and gives what is between them, which is not empty, this
        /// name: `{id}`, `v{n}`, `{id}.json`. Compared after percent-decoding.
        case parameter(String, prefix: String = "", suffix: String = "")

        /// The order in which the segments of several patterns are tried on a text: the least comes first.
        ///
        /// A literal comes first, then the parameter with the most literal text around it; of two with as much text, the one with
        /// more of it in front. Two segments that fit the same text never have the same rank.
        package var rank: Int {
            guard case .parameter(_, let prefix, let suffix) = self else { return .min }
            return -((prefix.utf8.count + suffix.utf8.count) << 16 + prefix.utf8.count)
        }
    }

    /// The segments; none for `/` and `/**`.
    package let segments: [Segment]
    /// Whether any number of segments may follow, also none: `/api/**` matches `/api`, `/api/` and `/api/a/b`, and not `/apis`.
    package let hasRest: Bool

    /// The name by which expressions read the rest of a path: `path.rest`.
    package static let restName = "rest"

    /// A pattern of segments.
    package init(_ segments: [Segment], hasRest: Bool = false) {
        self.segments = segments
        self.hasRest = hasRest
    }

    package var description: String {
        let text = segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name, let prefix, let suffix): "/" + prefix + "{" + name + "}" + suffix
            }
        }.joined()
        return hasRest ? text + "/**" : text.isEmpty ? "/" : text
    }

    /// The names of the parameters, which are distinct; the one of the rest comes last.
    package var parameterNames: [String] {
        let names: [String] = segments.compactMap { if case .parameter(let name, _, _) = $0 { name } else { nil } }
        return hasRest ? names + [Self.restName] : names
    }
}
