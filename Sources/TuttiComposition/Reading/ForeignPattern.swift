/// Segments of a path as other routers write what they match.
enum ForeignPattern {
    /// What is wrong with a segment of a path, and what to write; nil for a segment that no other router writes differently.
    ///
    /// The `**` at the end of a route's path is none of its segments.
    static func problem(in segment: Substring, of owner: DocumentKind) -> (message: String, help: String)? {
        let text = String(segment)
        if text == "*" || text == "**" { return star(text, of: owner) }
        if text.hasPrefix("{"), text.hasSuffix("}") {
            let inside = text.dropFirst().dropLast()
            let name = inside.drop { $0 == "*" || $0 == "+" }.prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
            }
            if inside.contains(":") || inside.contains("=") {
                return (
                    "a parameter has a name and nothing else: it matches any text", "write `{\(name)}`"
                )
            }
            if inside.hasPrefix("*") || inside.hasSuffix("*") || inside.hasSuffix("...") || inside.hasPrefix("+") {
                return (
                    "a parameter is one segment, never the rest of the path",
                    owner == .route
                        ? "the rest is written `**`, at the end, and read as `path.rest`; one segment is `{\(name)}`"
                        : "write `{\(name)}`"
                )
            }
            return nil
        }
        if text.contains(".*") || text.contains(".+") || text.contains("[^") || text.contains("\\") {
            return (
                "a segment is no regular expression", "write `{name}` for one segment of any text, which is never empty"
            )
        }
        for (open, close) in [("<", ">"), ("[", "]"), ("(", ")")] where text.hasPrefix(open) && text.hasSuffix(close) {
            let name = text.dropFirst().dropLast().split(separator: ":").last.map(String.init) ?? ""
            return (
                "a parameter is written in braces",
                "write `{\(Identifier.isValid(name) ? name : "id")}`"
            )
        }
        return nil
    }

    private static func star(_ text: String, of owner: DocumentKind) -> (message: String, help: String) {
        let segment = "write `{name}` for one segment of any text; a `*` that is meant is written `%2A`"
        switch owner {
        case .endpoint, .limit, .balance, .check:
            return ("`\(text)` matches nothing but itself: an endpoint has a path of so many segments", segment)
        case .route where text == "**":
            return (
                "`**` is the rest of the path, and stands at its end",
                "write `{name}` for one segment in between: `/a/{name}/b`"
            )
        case .route:
            return ("`*` matches nothing but itself", "write `**` at the end for the rest of the path; \(segment)")
        }
    }
}
