internal import TuttiExpressions
internal import TuttiPlan

/// Paths and URLs at whose end the rest of the client's path may stand.
extension TextCompiler {
    /// `rewrite`: the path that a service gets.
    func rewrite(_ scalar: YAMLScalar) -> RestTemplate? {
        guard checkShape(scalar) else { return nil }
        guard scalar.isBroken || scalar.text.hasPrefix("/") else {
            diagnostics.error(
                .invalidPath, at: scalar.span, "the path of `rewrite` begins with `/`",
                help: scalar.text.contains("://")
                    ? "the host comes from the service: `/v2/{path.rest}`" : "write `/\(scalar.text)`")
            return nil
        }
        return template(scalar, behind: 0, mayHaveQuery: false)
    }

    /// `to` of a redirect: a path, or a URL with a host that is written out.
    func location(_ scalar: YAMLScalar) -> RestTemplate? {
        guard checkShape(scalar) else { return nil }
        let text = scalar.text
        guard let separator = text.firstRange(of: "://"), !text.hasPrefix("/") else {
            guard scalar.isBroken || text.hasPrefix("/"), !text.hasPrefix("//") else {
                diagnostics.error(
                    .invalidURL, at: scalar.span, "a redirect leads to a path that begins with one `/`, or to a URL",
                    help: "write it like `/shop/{path.rest}` or `https://shop.example.com/{path.rest}`")
                return nil
            }
            return template(scalar, behind: 0, mayHaveQuery: true)
        }
        let scheme = text[..<separator.lowerBound]
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard ["http", "https"].contains(scheme.lowercased()), HostAndPort(authority) != nil else {
            let hasPlaceholder = authority.contains("{")
            diagnostics.error(
                .invalidURL, at: scalar.span,
                hasPlaceholder
                    ? "the host of a redirect is written out"
                    : "`\(scheme)://\(authority)` is nowhere that a client can be sent",
                help: hasPlaceholder
                    ? "a client could choose it otherwise, and be sent anywhere"
                    : "write it like `https://shop.example.com/{path.rest}`")
            return nil
        }
        return template(scalar, behind: text.utf8.count - text[authority.endIndex...].utf8.count, mayHaveQuery: true)
    }

    private func checkShape(_ scalar: YAMLScalar) -> Bool {
        guard checkBraces(scalar) else { return false }
        checkSegments(scalar)
        checkDottedNames(scalar)
        return true
    }

    /// The template of a text whose first bytes are put in as they are.
    private func template(_ scalar: YAMLScalar, behind origin: Int, mayHaveQuery: Bool) -> RestTemplate? {
        let (pieces, isWhole) = pieces(scalar)
        var isSound = isWhole && checkDotSegments(pieces, scalar)
        var parts: [TextTemplate.Part] = []
        var endsInRest = false
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(var bytes, var offset):
                if index == 0, origin > 0 {
                    parts.append(.literal(String(decoding: bytes.prefix(origin), as: UTF8.self)))
                    bytes.removeFirst(min(origin, bytes.count))
                    offset += origin
                }
                if !mayHaveQuery, let mark = bytes.firstIndex(of: UInt8(ascii: "?")) {
                    diagnostics.error(
                        .invalidPath, at: scalar.span((offset + mark)..<(offset + mark + 1)),
                        "`rewrite` is a path without a query", help: "remove it: the client's query goes along")
                    isSound = false
                }
                if let text = encoded(bytes, at: offset, scalar) {
                    parts.append(.literal(text))
                } else {
                    isSound = false
                }
            case .placeholder(let range) where isRest(range, scalar):
                endsInRest = true
                guard index == pieces.count - 1, case .literal(let text)? = parts.last, text.hasSuffix("/") else {
                    diagnostics.error(
                        .invalidPlaceholder, at: scalar.span(range),
                        "the rest of the path stands at the end, right behind a `/`: it has slashes of its own",
                        help: "write it like `/v2/{path.rest}`")
                    isSound = false
                    continue
                }
            case .placeholder(let range):
                var uses: [CallUse] = []
                if let placeholder = expressions.compile(scalar, range: range, into: &uses) {
                    parts.append(.placeholder(placeholder))
                } else {
                    isSound = false
                }
            }
        }
        return isSound ? RestTemplate(text: TextTemplate(parts), endsInRest: endsInRest) : nil
    }

    /// Whether a placeholder is `{path.rest}`, and the route has a rest.
    private func isRest(_ range: Range<Int>, _ scalar: YAMLScalar) -> Bool {
        let source = scalar.text.utf8.dropFirst(range.lowerBound).prefix(range.count).filter { $0 != 0x20 }
        return String(decoding: source, as: UTF8.self) == "path.\(PathPattern.restName)"
            && expressions.scope.parameters?.contains(PathPattern.restName) != false
    }
}
