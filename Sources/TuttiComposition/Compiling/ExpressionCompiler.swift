internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Parses expressions where they stand, checks the names they read, and binds them to the slots of the endpoint.
struct ExpressionCompiler {
    let scope: EndpointScope
    let diagnostics: DiagnosticCollector
    /// Where it is noted that the value of `each` is read; nil where `each` holds none: outside of what a call with `each` sends.
    var each: EachUse?
    /// Whether `error` holds the body with which a service has refused a request.
    var readsError = false
    /// Whether the expression is a call's query, into which bytes of the client's go as they came.
    var isQuery = false

    /// Compiles a part of a scalar, the whole of it unless `range` (UTF-8 offsets of its text) says otherwise.
    ///
    /// What it reads is added to `uses`. Nil after a diagnostic.
    func compile(
        _ scalar: YAMLScalar, range: Range<Int>? = nil, current: CurrentNode = .root, ownName: String? = nil,
        into uses: inout [CallUse]
    ) -> Expression? {
        guard !scalar.isBroken else {
            scope.isUnreadable = true
            return nil
        }
        let isWhole = range == nil
        let range = range ?? 0..<scalar.text.utf8.count
        let bytes = Array(scalar.text.utf8.dropFirst(range.lowerBound).prefix(range.count))
        let source = String(decoding: bytes, as: UTF8.self)
        func span(_ part: Range<Int>) -> SourceSpan {
            scalar.span((range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound))
        }
        let expression: Expression
        do {
            expression = try Expression(parsing: source)
        } catch {
            scope.mention(source)
            report(error, source, scalar, isWhole: isWhole, at: source.isEmpty ? scalar.span : span(error.range))
            return nil
        }
        for inner in expression.innerNames(current: current) {
            guard let call = scope.index(of: inner.name) else { continue }
            scope.innerReads[call] = scope.innerReads[call] ?? span(inner.range)
        }
        warnOfPlaceholders(in: expression, span)
        var isSound = true
        var found = DistinctUses()
        let names = expression.names(current: current)
        let text = isWhole && !names.isEmpty ? TextWithoutQuotes.quoted(source, isRead: isRead) : nil
        for use in names {
            let nameRange = ReadName.range(of: use.name, in: bytes, use.range)
            let place = Place(
                source: bytes, use: use, nameRange: nameRange,
                member: ReadName.member(after: nameRange.upperBound, in: bytes),
                isWholeExpression: nameRange == 0..<bytes.count, text: text, span: span)
            if !resolve(place, current, &found) { isSound = false }
            // What is text as a whole is one mistake, however many words it has.
            if !isSound, text != nil { break }
        }
        uses += found.uses
        guard isSound else { return nil }
        let bound = expression.bound(to: scope.layout, current: current)
        scope.compiled.append(CompiledExpression(expression: bound, ownName: ownName, span: span))
        return bound
    }

    /// One use, and what stands around it.
    private struct Place {
        /// The whole expression, in UTF-8.
        let source: [UInt8]
        let use: NameUse
        let nameRange: Range<Int>
        let member: ReadName.Member?
        let isWholeExpression: Bool
        /// The whole expression in quotes, where it may be text; nil where it can't be.
        let text: String?
        let span: (Range<Int>) -> SourceSpan
        var nameSpan: SourceSpan { span(nameRange) }
    }

    private func resolve(_ place: Place, _ current: CurrentNode, _ uses: inout DistinctUses) -> Bool {
        let name = place.use.name
        if place.use.wholeDocument {
            scope.isUnreadable = true
            diagnostics.error(
                .wholeDocument, at: place.nameSpan, "`\(name)` is the whole document here, every name in it",
                help: current == .root
                    ? "name what you need: " + example()
                    : "the response is `@`; what else there is is named: `$.path`, `$.query`")
            return false
        }
        if let call = scope.index(of: name) {
            uses.add(CallUse(call: call, copesWithNull: place.use.copesWithNull, span: place.nameSpan, name: name))
            return true
        }
        if name == RefusalPolicy.errorName {
            if readsError { return true }
            diagnostics.error(
                .unknownName, at: place.nameSpan, "`error` holds nothing here",
                help: "it is the body of a service that has refused a request, in `body` of `refusals`")
            return false
        }
        guard let scopeName = ScopeName(rawValue: name) else {
            reportUnknown(name, place)
            return false
        }
        if scopeName == .claims, let lack = scope.lackOfClaims {
            diagnostics.error(.unknownName, at: place.nameSpan, lack.message, help: lack.help)
            return false
        }
        guard scope.holds(scopeName) else {
            diagnostics.error(
                .unknownName, at: place.nameSpan, "`\(name)` holds nothing in \(scope.owner.indefinite)",
                help: "\(scope.owner.indefinite) reads \(Suggestion.list(scope.allNames))")
            return false
        }
        scope.reads.insert(scopeName)
        scope.readParameters.insert(place.member?.name, of: scopeName)
        if scopeName == .query || scopeName == .queryAll, !(isQuery && place.use.isPassed) {
            scope.textOfQuery.insert(place.member?.name)
        }
        switch scopeName {
        case .each: return resolveEach(place)
        case .path: return resolveParameter(place)
        case .env: return resolveVariable(place)
        case .meta: return resolveMeta(place, &uses)
        case .headers: return resolveHeader(place)
        case .client: return resolveClient(place)
        case .query, .queryAll, .cookies, .body, .claims: return true
        }
    }

    private func resolveEach(_ place: Place) -> Bool {
        if let each {
            each.isRead = true
            return true
        }
        diagnostics.error(
            .unknownName, at: place.nameSpan, "`each` holds nothing here",
            help:
                "it is the value of a call with `each:`, in its path, `query`, `headers`, `cookies`, `body` and `select`"
        )
        return false
    }

    private func resolveClient(_ place: Place) -> Bool {
        guard let member = place.member, !EndpointPlan.clientMembers.contains(where: { $0.name == member.name }) else {
            return true
        }
        diagnostics.error(
            .unknownName, at: place.span(member.range), "`client` has no `\(member.name)`",
            help:
                "`client.address` is the client's address, `client.auth` the way by which it has shown who it is, and "
                + "`client.certificate` what it has shown")
        return false
    }

    private func resolveHeader(_ place: Place) -> Bool {
        guard let member = place.member, member.name != member.name.lowercased() else { return true }
        let name = member.name.lowercased()
        diagnostics.error(
            .unknownName, at: place.span(member.range), "names of headers are in lower case here",
            help: "did you mean `headers.\(Identifier.isValid(name) ? name : "\"\(name)\"")`?")
        return false
    }

    private func resolveParameter(_ place: Place) -> Bool {
        guard let parameters = scope.parameters else {
            if let member = place.member { scope.usedParameters.insert(member.name) }
            return true
        }
        guard let member = place.member else {
            // Only what the path has is ever put in.
            if scope.usedParameters.count < parameters.count { scope.usedParameters = parameters }
            return true
        }
        if parameters.contains(member.name) {
            scope.usedParameters.insert(member.name)
            return true
        }
        scope.mention(member.name)
        diagnostics.error(
            .unknownName, at: place.span(member.range),
            "the path of this \(scope.owner.rawValue) has no `{\(member.name)}`",
            help: Suggestion.help(for: member.name, among: parameters.sorted(), called: "parameters of the path"))
        return false
    }

    private func resolveVariable(_ place: Place) -> Bool {
        guard let names = scope.environmentNames, let member = place.member, !names.contains(member.name) else {
            return true
        }
        diagnostics.error(
            .unknownName, at: place.span(member.range), "`env` of gateway.yaml doesn't list `\(member.name)`",
            help: NearestName.to(member.name, among: names.count > NearestName.limit ? [] : names.sorted()).map {
                "did you mean `\($0)`?"
            }
                ?? "list it: `env: [\(member.name)]`")
        return false
    }

    /// `meta.<call>` waits for the call, whatever becomes of it.
    private func resolveMeta(_ place: Place, _ uses: inout DistinctUses) -> Bool {
        guard let member = place.member else {
            guard !uses.hasAll else { return true }
            uses.hasAll = true
            for (index, name) in scope.callNames.enumerated() {
                uses.add(CallUse(call: index, copesWithNull: true, span: place.nameSpan, name: name))
            }
            return true
        }
        guard let call = scope.callNames.firstIndex(of: member.name) else {
            scope.mention(member.name)
            diagnostics.error(
                .unknownName, at: place.span(member.range), "there is no call `\(member.name)`",
                help: Suggestion.help(for: member.name, among: scope.callNames, called: "calls"))
            return false
        }
        uses.add(CallUse(call: call, copesWithNull: true, span: place.span(member.range), name: member.name))
        guard let fact = ReadName.member(after: member.range.upperBound, in: place.source) else { return true }
        let facts = EndpointPlan.metaMembers.map(\.name)
        guard facts.contains(fact.name) else {
            diagnostics.error(
                .unknownName, at: place.span(fact.range), "`meta` of a call has no `\(fact.name)`",
                help: Suggestion.help(for: fact.name, among: facts, called: "what there is"))
            return false
        }
        return fact.name == "headers" ? resolveResponseHeader(of: call, fact, place) : true
    }

    /// `meta.<call>.headers.<name>`: only headers that some expression names are kept of a response.
    private func resolveResponseHeader(of call: Int, _ fact: ReadName.Member, _ place: Place) -> Bool {
        guard let header = ReadName.member(after: fact.range.upperBound, in: place.source),
            let name = HTTPField.Name(header.name)
        else {
            diagnostics.error(
                .unknownName, at: place.span(fact.range), "name the header that is to be read",
                help: "only headers that are named are kept: `meta.\(scope.callNames[call]).headers.\"x-total\"`")
            return false
        }
        guard header.name == name.canonicalName else {
            diagnostics.error(
                .unknownName, at: place.span(header.range), "names of headers are in lower case here",
                help: "did you mean `headers.\"\(name.canonicalName)\"`?")
            return false
        }
        scope.readHeaders[call, default: []].insert(name)
        return true
    }

    private func reportUnknown(_ name: String, _ place: Place) {
        scope.mention(name)
        guard scope.unknownNames.count < DiagnosticCollector.limitPerFile else {
            scope.addUnknown(name, at: place.nameSpan, help: "")
            return
        }
        let nearest = NearestName.to(name, among: scope.allNames)
        let all = Suggestion.list(scope.allNames)
        var help = nearest.map { "did you mean `\($0)`?" } ?? "there are \(all)"
        if let hyphenated = ReadName.hyphenated(place.nameRange, in: place.source) {
            help =
                "a name with `-` in it stands in double quotes: `\"\(hyphenated)\"`; to subtract, put spaces around the `-`"
        }
        if each != nil, ["item", "element", "it", "row"].contains(name) {
            scope.mention("each")
            help = "the value at hand is `each`: `{each}` in a path or a header"
        } else if let known = ForeignName.help(for: name, isWholeExpression: place.isWholeExpression) {
            help = known
        } else if let text = place.text, place.isWholeExpression || nearest == nil {
            help += "; text is written `\(text)`"
        } else if place.source.dropFirst(place.nameRange.lowerBound).first == UInt8(ascii: "\"") {
            help += "; double quotes are for names, text is written `'\(name)'`"
        }
        if let parameters = scope.parameters, parameters.contains(name) { help = "did you mean `path.\(name)`?" }
        scope.addUnknown(name, at: place.nameSpan, help: help)
    }

    /// Whether something is read by a name.
    func isRead(_ name: String) -> Bool { scope.index(of: name) != nil || ScopeName(rawValue: name) != nil }

    /// `'Hello {user.name}'`: in quotes there are no placeholders.
    private func warnOfPlaceholders(in expression: Expression, _ span: (Range<Int>) -> SourceSpan) {
        for literal in expression.textLiterals {
            guard let braces = BracedName.first(in: literal.text, isRead: isRead) else { continue }
            diagnostics.warning(
                .sentAsText, at: span(literal.range),
                "text in quotes has no placeholders: `{\(braces.inside)}` stays as it is",
                help: "text is put together by `join('', ['Hello ', \(braces.inside)])`")
        }
    }

    private func report(
        _ error: ExpressionSyntaxError, _ source: String, _ scalar: YAMLScalar, isWhole: Bool, at span: SourceSpan
    ) {
        guard source.contains(where: { !$0.isWhitespace }) else {
            diagnostics.error(
                .invalidExpression, at: span, "an expression is missing", help: "empty text is written `\"''\"`")
            return
        }
        if isWhole, error.range.lowerBound >= source.utf8.count, let sign = scalar.followingSign {
            diagnostics.error(
                .invalidExpression, at: span, "YAML ends the value at the `\(sign)`, and then \(error.message)",
                help: "put the whole expression in double quotes")
            return
        }
        if isWhole, let braces = BracedName.first(in: source, isRead: isRead),
            let text = TextWithoutQuotes.before(braces, in: source)
        {
            diagnostics.error(
                .invalidExpression, at: scalar.span(braces.range),
                "a value is an expression and has no placeholders: they are for paths and headers",
                help: "text is put together by `join('', [\(text), \(braces.inside)])`")
            return
        }
        if isWhole, error.category == .syntax, let text = TextWithoutQuotes.quoted(source, isRead: isRead) {
            diagnostics.error(
                .invalidExpression, at: scalar.span, "a value is an expression, and this is none",
                help: "text stands in single quotes: `\"\(text)\"`")
            return
        }
        if isWhole, ["{", "["].contains(source.first { !$0.isWhitespace }),
            (try? JSONDocument(parsing: Array(source.utf8))) != nil
        {
            diagnostics.error(
                .invalidExpression, at: scalar.span, "this is JSON in quotes, and a value is an expression",
                help: "write it without the quotes around it: mappings, lists and numbers are values as they are")
            return
        }
        let isNumber = source.allSatisfy { $0.isASCII && $0.isNumber }
        diagnostics.error(
            .invalidExpression, at: span, error.message,
            help: isWhole && isNumber
                ? "the number stands without quotes here; text is written `\"'\(source)'\"`" : error.help)
    }

    private func example() -> String {
        let names =
            scope.callNames.prefix(2) + (scope.parameters ?? []).sorted().prefix(1).map { "path.\($0)" } + [
                "query.page"
            ]
        return names.map { "`\($0)`" }.joined(separator: ", ")
    }
}

extension ExpressionCompiler {
    /// The expression that reads a call; nil for a name that has been reported as no identifier.
    func reading(call name: String) -> Expression? {
        guard let expression = try? Expression(parsing: name) else { return nil }
        return expression.bound(to: scope.layout, current: .root)
    }
}
