internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads one call of an endpoint.
struct CallReader {
    let gateway: GatewayReader.Result
    let deadline: TimeSpan
    let scope: EndpointScope
    let diagnostics: DiagnosticCollector
    let schemas: SchemaReader
    /// Where it is noted that the call at hand reads its value of `each`; nil where it has no `each`.
    private var each: EachUse?

    init(
        gateway: GatewayReader.Result, deadline: TimeSpan, scope: EndpointScope, schemas: SchemaReader,
        diagnostics: DiagnosticCollector
    ) {
        self.gateway = gateway
        self.deadline = deadline
        self.scope = scope
        self.schemas = schemas
        self.diagnostics = diagnostics
    }

    var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }
    var expressions: ExpressionCompiler { ExpressionCompiler(scope: scope, diagnostics: diagnostics) }
    var values: ValueCompiler { ValueCompiler(expressions: expressions) }
    /// The same where `each` may be read: in what a call with `each` sends, and its `select`.
    var sentExpressions: ExpressionCompiler {
        ExpressionCompiler(scope: scope, diagnostics: diagnostics, each: each)
    }
    private var sentValues: ValueCompiler { ValueCompiler(expressions: sentExpressions) }
    private var sentQuery: ValueCompiler {
        ValueCompiler(
            expressions: ExpressionCompiler(scope: scope, diagnostics: diagnostics, each: each, isQuery: true))
    }
    var texts: TextCompiler { TextCompiler(expressions: sentExpressions) }

    /// A call as far as it could be read, and what it reads.
    struct Result {
        var draft: CallDraft
        var uses: [CallUse] = []
        /// What is read once it has failed, or is skipped.
        var spareUses: [CallUse] = []
        /// What its `undo` reads: nothing waits for that.
        var undoUses: [CallUse] = []
        /// Whether an `each` says how many values it may have.
        var isBounded = false
        /// False after a mistake in its method: then the call is not reported as unused.
        var isMethodKnown = true
        /// Where its `when` stands; nil without one, after a mistake in it, and where a variable of the environment is in it.
        var whenSpan: SourceSpan?
    }

    typealias Service = ServiceNameReader.Service

    /// The key of a call's method and what stands under it; `isOnly` is false where the call has another method, too.
    typealias Target = (key: any DeclaredKey, method: HTTPRequest.Method, node: YAMLNode, isOnly: Bool)

    func call(_ member: YAMLMember) -> Result {
        func unread() -> Result {
            let draft = CallDraft(
                name: member.key.text, service: nil, method: .get, position: member.key.span.position)
            return Result(draft: draft, isMethodKnown: false)
        }
        if CallKeys.table.contains(member.key.text), let scalar = member.value.scalar, scalar.kind != .null {
            scope.isUnreadable = true
            diagnostics.error(
                .wrongType, at: member.key.span, "`\(member.key.text)` stands among the calls, and is a key of a call",
                help: "indent it deeper than the name of its call")
            return unread()
        }
        guard let mapping = MappingReader(member.value, CallKeys.table, diagnostics) else {
            scope.mention(member.value)
            return unread()
        }
        mapping.unknown.forEach(scope.mention)
        var reader = self
        reader.each = mapping.has(EachKeys.each) ? EachUse() : nil
        return reader.call(mapping, member)
    }

    private func call(_ mapping: MappingReader, _ member: YAMLMember) -> Result {
        let service = service(mapping, member)
        let target = target(mapping, member)
        var result = Result(
            draft: CallDraft(
                name: member.key.text, service: service, method: target?.method ?? .get,
                position: member.key.span.position),
            isMethodKnown: target?.isOnly ?? false)
        readRepeating(mapping, &result.draft)
        if let target { readTarget(target, mapping, &result) }
        readRequest(mapping, service?.plan, &result)
        readResult(mapping, &result)
        readAttempts(mapping, &result.draft, &result.uses)
        if let node = mapping[CallKeys.pages] {
            let reader = PagesReader(calls: self)
            reader.check(mapping, result.draft)
            result.draft.pages = reader.pages(node, &result.uses)
        }
        if each != nil || EachKeys.dependent.contains(where: { mapping[$0] != nil }) {
            result.isBounded = mapping.has(EachKeys.atMost)
            result.draft.each = EachReader(calls: self).each(mapping, &result.uses)
            if result.draft.each != nil, each?.isRead == false { reportUnreadEach(mapping) }
        }
        if mapping[CallKeys.undo] != nil { readUndo(mapping, service, &result) }
        return result
    }

    /// Without its value in it, the request is the same for every value.
    private func reportUnreadEach(_ mapping: MappingReader) {
        guard !scope.mayBeMentioned("each"), let span = mapping.keySpan(EachKeys.each) else { return }
        diagnostics.warning(
            .unreadEach, at: span, "this call never reads `each`: its request is the same for every value",
            help: "put the value into the path, `get: /products/{each}`, or into `query`")
    }

    private func service(_ mapping: MappingReader, _ member: YAMLMember) -> Service? {
        guard let node = mapping[CallKeys.service] else {
            if !mapping.has(CallKeys.service) {
                diagnostics.error(
                    .missingKey, at: member.key.span, "the call `\(member.key.text)` names no `service`",
                    help: Suggestion.help(for: "", among: gateway.services.map(\.name), called: "services"))
            }
            return nil
        }
        return scalars.text(node, "`service`").flatMap {
            ServiceNameReader(gateway: gateway, diagnostics: diagnostics, lacksToken: scope.lacksToken).service($0)
        }
    }

    private func target(_ mapping: MappingReader, _ member: YAMLMember) -> Target? {
        let given = CallKeys.methods.filter { mapping[$0.key] != nil }
        guard let (key, method) = given.first, let node = mapping[key] else {
            if CallKeys.methods.contains(where: { mapping.has($0.key) }) { return nil }
            diagnostics.error(
                .missingMethod, at: member.key.span, "the call `\(member.key.text)` has no method",
                help: "say what to ask for: `get: /users/{path.id}`, or `head`, `post`, `put`, `patch`, `delete`")
            return nil
        }
        for (extra, _) in given.dropFirst() {
            guard let span = mapping.keySpan(extra), let first = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .severalMethods, at: span, "a call has one method, and this one has `\(key.name)` and `\(extra.name)`",
                help: "make two calls of it", related: [("the first one", first)])
        }
        return (key, method, node, given.count == 1)
    }

    func readTarget(_ target: Target, _ mapping: MappingReader, _ result: inout Result) {
        let (key, method, node, _) = target
        for content in [CallKeys.body, CallKeys.form] where method.isSafe && mapping[content] != nil {
            guard let span = mapping.keySpan(content) else { continue }
            diagnostics.error(
                .bodyNotAllowed, at: span, "a `\(key.name)` has no body", help: "use `post`, or send it as `query`")
        }
        let quoted: String? =
            if case .mapping = node.content { "put it in quotes: `\"/users/{path.id}\"`" } else { nil }
        guard let text = scalars.text(node, "`\(key.name)`", help: quoted) else {
            scope.mention(node)
            return
        }
        result.draft.target = texts.target(text, into: &result.uses)
    }

    private func readRequest(_ mapping: MappingReader, _ service: ServicePlan?, _ result: inout Result) {
        if let node = mapping[CallKeys.query] { readQuery(node, &result) }
        if let node = mapping[CallKeys.headers] { result.draft.headers = headers(node, &result.uses) }
        if let node = mapping[CallKeys.forwardHeaders] {
            let names = HeaderNameReader(diagnostics: diagnostics)
            result.draft.forwardedHeaders = names.forwarded(
                node, besides: result.draft.headers.map(\.name) + (service?.headers.map(\.name) ?? []))
        }
        if let service {
            CredentialsReader(diagnostics: diagnostics)
                .checkAuthorization(mapping[CallKeys.headers], mapping[CallKeys.forwardHeaders], of: [service])
        }
        if let node = mapping[CallKeys.cookies] { result.draft.cookies = cookies(node, &result.uses) }
        let content = ContentReader(mapping: mapping, values: sentValues, diagnostics: diagnostics)
            .content(result.draft.method, into: &result.uses)
        if let content { (result.draft.bodyFormat, result.draft.body) = content }
        reportMixedUp(mapping, result.draft, service)
        if let node = mapping[CallKeys.when] {
            let (errors, unknown) = (diagnostics.errorCount, scope.unknownNames.count)
            readWhen(node, &result)
            let isSound = diagnostics.errorCount == errors && scope.unknownNames.count == unknown && !node.isBroken
            if isSound, node.scalar?.substitutions.isEmpty == true { result.whenSpan = node.span }
        }
        if let node = mapping[CallKeys.after] { readAfter(node, &result.uses) }
        if let node = mapping[CallKeys.needs] {
            let (errors, unknown) = (diagnostics.errorCount, scope.unknownNames.count)
            let needs = values.compile(node, into: &result.uses)
            result.draft.needs = needs
            let isSound = diagnostics.errorCount == errors && scope.unknownNames.count == unknown && !node.isBroken
            if isSound, let constant = needs.constant, constant.bool != true {
                diagnostics.error(
                    .neverAllowed, at: node.span, "this is never `true`, and so the call would never be made",
                    help: "compare something: `contains(claims.roles, 'billing')`")
            }
        }
        guard let node = mapping[CallKeys.timeout], let timeout = mapping.value(CallKeys.timeout) else { return }
        result.draft.timeout = timeout
        if timeout > deadline {
            diagnostics.warning(
                .timeoutPastDeadline, at: node.span,
                "this timeout is longer than the endpoint's deadline, which ends the call",
                help: "give the endpoint a longer `deadline`, or this call a shorter `timeout`")
        }
    }

    private func readResult(_ mapping: MappingReader, _ result: inout Result) {
        mapping.read(CallKeys.required, into: &result.draft.isRequired)
        mapping.read(CallKeys.importance, into: &result.draft.importance)
        if result.draft.isRequired, let span = mapping.keySpan(CallKeys.importance) {
            diagnostics.warning(
                .needlessImportance, at: span, "a call that is `required` is never left out, so this says nothing",
                help: "remove it, or give the endpoint an `importance`")
        }
        let content = ContentReader(mapping: mapping, values: values, diagnostics: diagnostics)
        if let kind = content.reading(of: result.draft.bodyFormat) { result.draft.bodyKind = kind }
        if let node = mapping[CallKeys.select] {
            result.draft.select = select(node, of: result.draft.name, &result.uses)
        }
        if let node = mapping[CallKeys.otherwise] {
            result.draft.otherwise = FallbackReader(calls: self).ladder(node, of: result.draft, &result.spareUses)
            if result.draft.isRequired, result.draft.otherwise.contains(where: \.isNeverNull),
                let span = mapping.keySpan(CallKeys.required)
            {
                diagnostics.warning(
                    .needlessRequired, at: span,
                    "the value of `otherwise` stands in for this call, so nothing is `required`",
                    help: "remove one of the two")
            }
        }
        if let node = mapping[CallKeys.accept],
            let policy = StatusPolicyReader(compiler: values, diagnostics: diagnostics).policy(node)
        {
            result.draft.accept = policy
        }
        result.draft.expects = ResponseExpectationReader(schemas: schemas, diagnostics: diagnostics)
            .expectation(mapping, of: result.draft)
        if let node = mapping[CallKeys.refusals] {
            var uses: [CallUse] = []
            let errors = ExpressionCompiler(scope: scope, diagnostics: diagnostics, readsError: true)
            result.draft.refusals = RefusalReader(
                values: ValueCompiler(expressions: errors), diagnostics: diagnostics
            ).policy(node, into: &uses)
            // It is worked out when the call has ended, and copes with calls that have none to show.
            result.spareUses += uses.filter { $0.name != result.draft.name }
                .map { CallUse(call: $0.call, copesWithNull: true, span: $0.span, name: $0.name) }
        }
    }

    func readQuery(_ node: YAMLNode, _ result: inout Result) {
        if let scalar = node.scalar, scalar.kind == .text, !scalar.text.isEmpty {
            let object = sentQuery.compile(node, into: &result.uses)
            result.draft.queryObject = object
            // Null also stands for an expression that could not be read.
            guard case .constant(let value) = object, value.kind != .object, !value.isNull else { return }
            diagnostics.error(
                .wrongType, at: scalar.span,
                "`query` takes an object, and this is always \(value.kind.indefinite)",
                help: "name the parameters, `{ user: path.id }`, or pass all of the client's on: `query: query_all`")
            return
        }
        guard let members = mapping(node, "`query`", "`{ user: path.id }`, or `query_all`") else { return }
        result.draft.query = members.map { member in
            if case .mapping = member.value.content {
                diagnostics.error(
                    .wrongType, at: member.value.span, "a query parameter can't be a mapping",
                    help: "a list repeats the parameter; `to_string(…)` sends JSON")
            }
            return QueryParameter(
                encodedName: PercentEncoding.encoded(member.key.text),
                value: sentQuery.compile(member.value, into: &result.uses))
        }
    }

    private func cookies(_ node: YAMLNode, _ uses: inout [CallUse]) -> [CookieTemplate] {
        guard let members = mapping(node, "`cookies`", "`{ session: cookies.session }`") else { return [] }
        return members.compactMap { member in
            let value = sentValues.compile(member.value, into: &uses)
            // A cookie's name is a token (RFC 6265, 4.1.1), as the name of a header is.
            guard HTTPField.Name(member.key.text) != nil, !member.key.text.hasPrefix(":") else {
                diagnostics.error(
                    .invalidName, at: member.key.span, "`\(member.key.text)` can't be the name of a cookie",
                    help: "letters, digits, `-` and `_`")
                return nil
            }
            return CookieTemplate(name: member.key.text, value: value)
        }
    }

    func headers(_ node: YAMLNode, _ uses: inout [CallUse]) -> [HeaderTemplate] {
        let isList = if case .sequence = node.content { true } else { false }
        let example =
            "`{ x-user: \"{path.id}\" }`" + (isList ? "; what is passed on is listed in `forward-headers`" : "")
        guard let members = mapping(node, "`headers`", example) else { return [] }
        return members.compactMap { member in
            let name = HeaderNameReader(diagnostics: diagnostics).name(member.key)
            let quoted: String? =
                if case .mapping = member.value.content { "put it in quotes: `\"{path.id}\"`" } else { nil }
            guard let text = scalars.text(member.value, "the value of a header", help: quoted) else { return nil }
            guard let value = texts.headerValue(text, into: &uses), let name else { return nil }
            return HeaderTemplate(name: name, value: value)
        }
    }

    /// Reports cookies that are given in two ways, and a body that its `content-type` describes wrongly.
    private func reportMixedUp(_ mapping: MappingReader, _ draft: CallDraft, _ service: ServicePlan?) {
        let headers: [YAMLMember] =
            if case .mapping(let members)? = mapping[CallKeys.headers]?.content { members } else { [] }
        for member in headers {
            let name = member.key.text.lowercased()
            if name == "cookie", !draft.cookies.isEmpty, let span = mapping.keySpan(CallKeys.cookies) {
                diagnostics.error(
                    .invalidHeader, at: member.key.span, "this call has `cookies`, and a `cookie` among its `headers`",
                    help: "write all of them in `cookies`", related: [("`cookies`", span)])
            }
            if name == "content-type", draft.body != nil, draft.bodyFormat != .json {
                diagnostics.error(
                    .invalidHeader, at: member.key.span,
                    "`\(draft.bodyFormat.rawValue)` says what the body is, and so does this header",
                    help: "remove the header: the right one is sent")
            } else if name == "content-type", draft.body != nil, let text = member.value.scalar?.text, text.namesForm {
                reportForm(member.value.span)
            }
        }
        if service?.sendsForms == true, draft.body != nil, draft.bodyFormat == .json,
            let span = mapping.keySpan(CallKeys.body),
            !draft.headers.contains(where: { $0.name == .contentType })
        {
            reportForm(span)
        }
    }

    private func reportForm(_ span: SourceSpan) {
        diagnostics.error(
            .invalidHeader, at: span, "`body` is sent as JSON, and the `content-type` says that it is a form",
            help: "write `form` in place of `body`, and remove the header")
    }

    private func mapping(_ node: YAMLNode, _ what: String, _ example: String) -> [YAMLMember]? {
        if case .mapping(let members) = node.content { return members }
        scope.mention(node)
        diagnostics.error(
            .wrongType, at: node.span, "\(what) must be a mapping, not \(node.kindInWords)",
            help: "write it like \(example)")
        return nil
    }

    private func select(_ node: YAMLNode, of call: String, _ uses: inout [CallUse]) -> Expression? {
        guard let scalar = node.scalar, scalar.kind == .text else {
            diagnostics.error(
                .wrongType, at: node.span, "`select` must be an expression, not \(node.kindInWords)",
                help: "an object is built like `\"{id: id, total: total.amount}\"`")
            return nil
        }
        return sentExpressions.compile(scalar, current: .value, ownName: call, into: &uses)
    }
}

extension ServicePlan {
    fileprivate var sendsForms: Bool { headers.contains { $0.name == .contentType && $0.value.namesForm } }
}

extension String {
    /// Whether it is the media type of forms.
    fileprivate var namesForm: Bool {
        let type = lowercased()
        return type.hasPrefix("application/x-www-form-urlencoded") || type.hasPrefix("multipart/form-data")
    }
}
