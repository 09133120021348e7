internal import TuttiExpressions
internal import TuttiPlan

/// Compiles text with placeholders: the path of a call, the value of a header.
struct TextCompiler {
    let expressions: ExpressionCompiler

    /// Services refuse longer paths and headers.
    static let lengthLimit = 8192

    var diagnostics: DiagnosticCollector { expressions.diagnostics }

    /// Path and query of a call, its literal text percent-encoded.
    func target(_ scalar: YAMLScalar, into uses: inout [CallUse]) -> TextTemplate? {
        guard checkBraces(scalar) else { return nil }
        checkSegments(scalar)
        checkDottedNames(scalar)
        let (pieces, isWhole) = pieces(scalar)
        var isSound = isWhole && checkDotSegments(pieces, scalar)
        var parts: [TextTemplate.Part] = []
        let isRooted =
            if case .literal(let first, _)? = pieces.first { first.first == UInt8(ascii: "/") } else { false }
        if !isRooted, isWhole {
            isSound = false
            diagnostics.error(
                .invalidPath, at: scalar.span, "the path of a call begins with `/`",
                help: "the host comes from the service: `/users/{path.id}`")
        }
        for piece in pieces {
            switch piece {
            case .literal(let bytes, let offset):
                if let text = encoded(bytes, at: offset, scalar) {
                    parts.append(.literal(text))
                } else {
                    isSound = false
                }
            case .placeholder(let range):
                if let placeholder = expressions.compile(scalar, range: range, into: &uses) {
                    parts.append(.placeholder(placeholder))
                } else {
                    isSound = false
                }
            }
        }
        return isSound ? TextTemplate(parts) : nil
    }

    /// The value of a header.
    func headerValue(_ scalar: YAMLScalar, into uses: inout [CallUse]) -> TextTemplate? {
        if let offset = HeaderNameReader.firstInvalidByte(in: scalar.text) {
            diagnostics.error(
                .invalidHeader, at: scalar.span(offset..<(offset + 1)),
                "the value of a header can't hold control characters")
            return nil
        }
        warnOfText(scalar)
        let (pieces, isWhole) = pieces(scalar)
        var parts: [TextTemplate.Part] = []
        var isSound = isWhole
        for piece in pieces {
            switch piece {
            case .literal(let bytes, _): parts.append(.literal(String(decoding: bytes, as: UTF8.self)))
            case .placeholder(let range):
                if let placeholder = expressions.compile(scalar, range: range, into: &uses) {
                    parts.append(.placeholder(placeholder))
                } else {
                    isSound = false
                }
            }
        }
        return isSound ? TextTemplate(parts) : nil
    }

    /// The text taken apart, up to the first mistake, of which a diagnostic says.
    func pieces(_ scalar: YAMLScalar) -> (pieces: [PlaceholderScanner.Piece], isWhole: Bool) {
        guard !scalar.isBroken else {
            expressions.scope.isUnreadable = true
            return ([], false)
        }
        guard scalar.text.utf8.count <= Self.lengthLimit else {
            expressions.scope.isUnreadable = true
            diagnostics.error(
                .textTooLong, at: scalar.span, "text with placeholders is longer than 8 KiB", help: "shorten it")
            return ([], false)
        }
        let (pieces, failure) = PlaceholderScanner(scalar).scan()
        if let failure {
            expressions.scope.mention(scalar.text)
            diagnostics.error(.invalidPlaceholder, at: scalar.span(failure.range), failure.message, help: failure.help)
        }
        return (pieces, checkDollars(pieces, scalar) && failure == nil)
    }

    /// `${path.id}` is a placeholder of other languages; here it would send the `$`.
    private func checkDollars(_ pieces: [PlaceholderScanner.Piece], _ scalar: YAMLScalar) -> Bool {
        guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return true }
        let text = Array(scalar.text.utf8)
        for case .placeholder(let range) in pieces where range.lowerBound > 1 {
            let dollar = range.lowerBound - 2
            guard text[dollar] == UInt8(ascii: "$"), !scalar.substitutions.contains(where: { $0.text.contains(dollar) })
            else { continue }
            let placeholder = String(decoding: text[(dollar + 1)...range.upperBound], as: UTF8.self)
            diagnostics.error(
                .invalidPlaceholder, at: scalar.span(dollar..<(range.upperBound + 1)),
                "a placeholder has no `$` before it",
                help: "write `\(placeholder)`; `$$\(placeholder)` sends a `$` before the value")
            return false
        }
        return true
    }

    /// Whether the text has no segment that would be resolved away; a diagnostic says so otherwise.
    func checkDotSegments(_ pieces: [PlaceholderScanner.Piece], _ scalar: YAMLScalar) -> Bool {
        // A placeholder is any other character: `/a/{x}.` is no dot segment.
        let text = pieces.reduce(into: "") { text, piece in
            if case .literal(let bytes, _) = piece {
                text += String(decoding: bytes, as: UTF8.self)
            } else {
                text += "x"
            }
        }
        guard PathProblem.hasDotSegment(text.prefix { $0 != "?" }) else { return true }
        diagnostics.error(
            .invalidPath, at: scalar.span, "a path can't have the segments `.` and `..`", help: "write the path out")
        return false
    }

    /// Literal text of a path or a query, percent-encoded where a URL can't hold it; nil after a diagnostic.
    func encoded(_ bytes: [UInt8], at offset: Int, _ scalar: YAMLScalar) -> String? {
        if let problem = PathProblem.first(in: bytes) {
            let start = offset + problem.offset
            diagnostics.error(.invalidPath, at: scalar.span(start..<(start + 1)), problem.message, help: problem.help)
            return nil
        }
        return PercentEncoding.encodedPathAndQuery(bytes)
    }
}

/// What is text in a path or a header, and seems to be meant as something that is read.
extension TextCompiler {
    /// `/users/{{ path.id }}`: two braces stand for one, and nothing is read.
    func checkBraces(_ scalar: YAMLScalar) -> Bool {
        guard !scalar.isBroken, let braces = doubledBraces(in: scalar) else { return true }
        expressions.scope.mention(scalar.text)
        expressions.diagnostics.error(
            .invalidPlaceholder, at: scalar.span(braces.range),
            "a placeholder has one brace on each side, two are text",
            help: "write `{\(braces.inside)}`; braces that are meant are `%7B` and `%7D`")
        return false
    }

    /// `/users/:id`: a parameter of other languages, sent as it is.
    func checkSegments(_ scalar: YAMLScalar) {
        guard let parameters = expressions.scope.parameters, scalar.substitutions.isEmpty else { return }
        var offset = 0
        for segment in scalar.text.prefix(while: { $0 != "?" }).split(separator: "/", omittingEmptySubsequences: false)
        {
            let range = offset..<(offset + segment.utf8.count)
            offset = range.upperBound + 1
            let isMarked = segment.hasPrefix(":") || segment.hasPrefix("$")
            let isAngular = segment.hasPrefix("<") && segment.hasSuffix(">")
            guard isMarked || isAngular else { continue }
            let name = String(isMarked ? segment.dropFirst() : segment.dropFirst().dropLast())
            guard parameters.contains(name) else { continue }
            expressions.diagnostics.warning(
                .sentAsText, at: scalar.span(range), "`\(segment)` is sent as it is: nothing is read there",
                help: "write `{path.\(name)}`")
        }
    }

    /// `/users/path.id`, `?user=path.id`: a name that is read, without braces, is sent as it is.
    func checkDottedNames(_ scalar: YAMLScalar) {
        guard scalar.substitutions.isEmpty, scalar.text.contains(".") else { return }
        let bytes = Array(scalar.text.utf8)
        var (start, depth, isQuery) = (0, 0, false)
        for index in 0...bytes.count {
            let byte = index < bytes.count ? bytes[index] : nil
            switch byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case nil, UInt8(ascii: "?"), UInt8(ascii: isQuery ? "&" : "/"), UInt8(ascii: isQuery ? "=" : "/"):
                // In the query it is the values that may be meant, not the names.
                if depth == 0, !isQuery || bytes[start - 1] == UInt8(ascii: "=") {
                    warnOfDottedName(bytes[start..<index], scalar)
                }
                start = index + 1
                if byte == UInt8(ascii: "?"), depth == 0 { isQuery = true }
            default: break
            }
        }
    }

    private func warnOfDottedName(_ bytes: ArraySlice<UInt8>, _ scalar: YAMLScalar) {
        let text = String(decoding: bytes, as: UTF8.self)
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count > 1, let first = names.first, let last = names.last, names.allSatisfy(Identifier.isValid),
            !Self.endings.contains(last.lowercased()),
            expressions.scope.index(of: first) != nil || Self.scopeNames.contains(first)
                || expressions.each != nil && first == "each"
        else { return }
        expressions.scope.mention(text)
        expressions.diagnostics.warning(
            .sentAsText, at: scalar.span(bytes.startIndex..<bytes.endIndex),
            "`\(text)` is sent as it is: nothing is read there", help: "write `{\(text)}`")
    }

    private static let scopeNames: Set<String> = ["path", "query", "headers", "cookies", "body"]

    /// What files and addresses end in: `/user.json` is no member of `user`.
    private static let endings: Set<String> = [
        "json", "xml", "html", "htm", "txt", "csv", "tsv", "pdf", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico",
        "php", "asp", "aspx", "jsp", "do", "action", "cgi", "rss", "atom", "ics", "vcf", "zip", "gz", "tar", "js",
        "css",
        "md", "yaml", "yml", "proto", "wsdl", "svc", "com", "org", "net", "de", "io", "xlsx", "docx", "jsonl", "ndjson",
        "geojson", "parquet", "avro", "bin", "dat", "log", "mp3", "mp4",
    ]

    /// A header that reads like an expression is text all the same.
    func warnOfText(_ scalar: YAMLScalar) {
        guard !scalar.isBroken, scalar.substitutions.isEmpty else { return }
        let text = scalar.text
        if let braces = doubledBraces(in: scalar) {
            expressions.diagnostics.warning(
                .sentAsText, at: scalar.span(braces.range), "two braces are text: `{\(braces.inside)}` is sent",
                help: "a placeholder has one brace on each side: `{\(braces.inside)}`")
        } else if text.count > 1, text.hasPrefix("'"), text.hasSuffix("'") {
            expressions.diagnostics.warning(
                .sentAsText, at: scalar.span, "the value of a header is text already: its quotes are sent",
                help: "write `\(text.dropFirst().dropLast())`")
        } else if readsLikeAnExpression(text) {
            expressions.diagnostics.warning(
                .sentAsText, at: scalar.span, "the value of a header is text: `\(text)` is sent as it is",
                help: "what is read stands in braces: `\"{\(text)}\"`")
        }
    }

    /// Whether a text only reads members of names that can be read: `user.name`, but not `user` or `user-agent`.
    private func readsLikeAnExpression(_ text: String) -> Bool {
        guard !Identifier.isValid(text), let expression = try? Expression(parsing: text) else { return false }
        let names = expression.names(current: .root)
        return !names.isEmpty && names.allSatisfy { !$0.wholeDocument && expressions.isRead($0.name) }
    }

    private func doubledBraces(in scalar: YAMLScalar) -> BracedName? {
        guard scalar.substitutions.isEmpty, scalar.text.contains("{{") else { return nil }
        return BracedName.first(in: scalar.text, onlyDoubled: true, isRead: expressions.isRead)
    }
}
