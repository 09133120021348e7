internal import TuttiExpressions
internal import TuttiPlan

/// Reads the path of an endpoint or a route: `/profile/{id}`, `/api/**`.
struct PathPatternReader {
    /// What the path belongs to.
    let owner: DocumentKind
    let diagnostics: DiagnosticCollector

    /// A parameter of the path and where it stands.
    struct Parameter {
        let name: String
        let span: SourceSpan
    }

    /// A path as it was read.
    typealias Path = (pattern: PathPattern, parameters: [Parameter])

    /// The part of a scalar that begins at this offset; nil after a diagnostic.
    func path(_ path: String, at start: Int, in scalar: YAMLScalar) -> Path? {
        func fail(_ range: Range<Int>, _ message: String, _ help: String?) -> Path? {
            diagnostics.error(
                .invalidPath, at: scalar.span((start + range.lowerBound)..<(start + range.upperBound)), message,
                help: help)
            return nil
        }
        let bytes = Array(path.utf8)
        guard bytes.count <= TextCompiler.lengthLimit else {
            diagnostics.error(.textTooLong, at: scalar.span, "the path is longer than 8 KiB", help: "shorten it")
            return nil
        }
        guard bytes.first == UInt8(ascii: "/") else {
            let host = path.firstRange(of: "://").map { path[$0.upperBound...].drop { $0 != "/" } }
            return fail(
                0..<bytes.count, "a path begins with `/`",
                host.map {
                    "clients' host and port stand in gateway.yaml, under `listen`; write `\($0.isEmpty ? "/" : $0)`"
                }
                    ?? "write `/\(path)`")
        }
        if let query = bytes.firstIndex(of: UInt8(ascii: "?")) {
            return fail(
                query..<bytes.count, "the path of \(owner.indefinite) has no query",
                owner == .route ? "let `when` decide: `when: query.page`" : "read it in expressions: `query.page`")
        }
        if let problem = PathProblem.first(in: bytes) {
            return fail(problem.offset..<(problem.offset + 1), problem.message, problem.help)
        }
        guard bytes.count > 1 else { return (PathPattern([]), []) }
        let isPutIn = scalar.isPutIn
        var segments: [PathPattern.Segment] = []
        var parameters: [Parameter] = []
        var places: [String: SourceSpan] = [:]
        var offset = 1
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let range = offset..<(offset + part.utf8.count)
            offset = range.upperBound + 1
            guard !part.isEmpty else {
                return fail(
                    (range.lowerBound - 1)..<range.lowerBound, "a segment of the path is empty", "remove the `/`")
            }
            if PathProblem.hasDotSegment(part) {
                return fail(range, "a path can't have the segments `.` and `..`", "write the path out")
            }
            if part.first == ":", Identifier.isValid(String(part.dropFirst())), !isPutIn[start + range.lowerBound] {
                return fail(
                    range, "a parameter is written in braces",
                    "write `{\(part.dropFirst())}`; a `:` that is meant is written `%3A`")
            }
            if !range.contains(where: { isPutIn[start + $0] }) {
                if owner == .route, part == "**", range.upperBound == bytes.count {
                    if let first = places[PathPattern.restName] {
                        diagnostics.error(
                            .duplicateParameter, at: first,
                            "expressions read the rest of the path as `path.rest`, and this parameter as well",
                            help: "give the parameter another name")
                        return nil
                    }
                    return (PathPattern(segments, hasRest: true), parameters)
                }
                if let problem = ForeignPattern.problem(in: part, of: owner) {
                    return fail(range, problem.message, problem.help)
                }
            }
            // What a variable has put in is text, with whatever braces it has.
            let braces = range.filter {
                [UInt8(ascii: "{"), UInt8(ascii: "}")].contains(bytes[$0]) && !isPutIn[start + $0]
            }
            guard !braces.isEmpty else {
                guard let text = PercentEncoding.decoded(String(part)) else {
                    return fail(range, "this is not percent-encoded UTF-8", nil)
                }
                segments.append(.literal(text))
                continue
            }
            guard braces.count == 2, bytes[braces[0]] == UInt8(ascii: "{"), bytes[braces[1]] == UInt8(ascii: "}")
            else {
                return fail(
                    range, "a segment has one parameter at most",
                    "write `{name}`, with literal text before or behind it if there is some: `{name}.json`")
            }
            let name = String(decoding: bytes[(braces[0] + 1)..<braces[1]], as: UTF8.self)
            let (before, behind) = (bytes[range.lowerBound..<braces[0]], bytes[(braces[1] + 1)..<range.upperBound])
            guard let prefix = PercentEncoding.decoded(String(decoding: before, as: UTF8.self)),
                let suffix = PercentEncoding.decoded(String(decoding: behind, as: UTF8.self))
            else {
                return fail(range, "this is not percent-encoded UTF-8", nil)
            }
            guard Identifier.isValid(name) else {
                let help = Identifier.repaired(name).map { "did you mean `{\($0)}`?" } ?? "write it like `{id}`"
                return fail(range, "a parameter is a word of letters, digits and `_`", help)
            }
            let span = scalar.span((start + braces[0])..<(start + braces[1] + 1))
            if let first = places[name] {
                diagnostics.error(
                    .duplicateParameter, at: span, "the path has `{\(name)}` twice",
                    help: "give each parameter its own name",
                    related: [("the first one", first)])
                return nil
            }
            places[name] = span
            parameters.append(Parameter(name: name, span: span))
            segments.append(.parameter(name, prefix: prefix, suffix: suffix))
        }
        return (PathPattern(segments), parameters)
    }
}
