internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// Reads one endpoint document.
struct EndpointReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// An endpoint as far as it could be read.
    struct Result {
        let line: EndpointLineReader.Line
        /// The plan; nil where a mistake leaves too little of a call.
        let plan: EndpointPlan?
        /// The tests that stand beside the endpoint.
        let tests: [EndpointTest]
        /// The files that it names, as they looked just before they were read.
        let files: [String: FileStamp]
    }

    /// The endpoint; nil if a mistake leaves too little of it.
    ///
    /// In a damaged file, calls and parameters that nothing reads are not reported.
    func endpoint(_ root: YAMLNode, isDamaged: Bool) -> Result? {
        let errors = diagnostics.errorCount
        guard let mapping = MappingReader(root, EndpointKeys.table, diagnostics) else { return nil }
        let line = mapping[EndpointKeys.endpoint].flatMap { EndpointLineReader(diagnostics: diagnostics).line($0) }
        if !mapping.has(EndpointKeys.endpoint) {
            diagnostics.error(
                .missingKey, at: root.start, "this document has no `endpoint`",
                help: "say what it answers: `endpoint: GET /profile/{id}`")
        }
        let summary = mapping.value(EndpointKeys.summary)
        let deadline = mapping.value(EndpointKeys.deadline) ?? gateway.settings.deadline
        guard let members = calls(mapping, root) else { return nil }
        let letMembers = LetReader.members(mapping[EndpointKeys.letValues], diagnostics)
        let scope = EndpointScope(
            owner: .endpoint, callNames: members.map(\.key.text), letNames: letMembers.map(\.key.text),
            hasRefusals: members.contains(where: Self.hasRefusals),
            parameters: line?.parameters.map(\.name),
            environmentNames: gateway.isComplete ? gateway.environmentNames : nil)
        var access = AccessReader(gateway: gateway, diagnostics: diagnostics)
            .access(mapping, of: .endpoint, at: mapping[EndpointKeys.endpoint]?.span)
        scope.lackOfClaims = gateway.lackOfClaims(under: access)
        scope.lacksToken = gateway.lacksToken(under: access)
        scope.isUnreadable = isDamaged
        mapping.unknown.forEach(scope.mention)
        for member in members { check(callName: member.key) }
        let schemas = SchemaReader(gateway: gateway, diagnostics: diagnostics)
        let request = mapping[EndpointKeys.request].flatMap {
            RequestReader(schemas: schemas, diagnostics: diagnostics, pathNames: line?.parameters.map(\.name))
                .request($0, method: line?.method.rawValue)
        }
        if request?.body != nil { scope.reads.insert(.body) }
        // Bytes that are no text have no type.
        for parameter in request?.query ?? [] { scope.textOfQuery.insert(parameter.name) }

        let reader = CallReader(
            gateway: gateway, deadline: deadline, scope: scope, schemas: schemas, diagnostics: diagnostics)
        var calls = members.map { reader.call($0) }
        let letReader = LetReader(
            values: ValueCompiler(expressions: ExpressionCompiler(scope: scope, diagnostics: diagnostics)),
            callNames: scope.callNames, diagnostics: diagnostics)
        var lets = letMembers.map { letReader.value($0) }
        access.rules = rules(mapping, scope, path: line?.path, request)
        let (status, headers, headUses) = head(mapping, scope, isGet: line?.method == .get)
        let cache = cache(mapping, scope, line: line)
        let (response, allShown) = response(mapping, members.map(\.key), status, scope)
        scope.reportUnknownNames(to: diagnostics)
        DependencyCheck(names: (members + letMembers).map(\.key), scope: scope, diagnostics: diagnostics)
            .run(&calls, &lets, shownByResponse: Set((allShown.flatMap(\.uses) + headUses).map(\.call)))
        let expansion = LetExpansion(lets, behind: calls.count)
        let shown = allShown.map { ValueCompiler.Use(uses: expansion.calls($0.uses), pointer: $0.pointer) }
        var head: ComposedHead?
        if status.expression != nil || !headers.isEmpty {
            head = ComposedHead(
                status: status.expression, headers: headers,
                calls: Set(expansion.calls(headUses).map(\.call)).sorted(), lets: expansion.slots(headUses))
        }
        checkCookies(calls, members, scope)
        NeverMadeCheck(scope: scope, diagnostics: diagnostics).run(calls)
        let limits = gateway.limits(
            mapping, owner: line.map { "\($0.method.rawValue) \($0.path)" } ?? "",
            parameters: line?.parameters.map(\.name), under: access,
            shapes: EndpointPlan.scopeShapes(path: line?.path ?? PathPattern([]), callNames: [], request: request),
            diagnostics
        ) { scope.usedParameters.formUnion($0) }
        checkParameters(line, scope)
        let tests = mapping[EndpointKeys.tests].map {
            TestReader(
                gateway: gateway,
                document: TestedDocument(
                    endpoint: line, access: access, calls: members.map(\.key.text), response: response),
                diagnostics: diagnostics
            ).tests($0)
        }

        boundCalls(members, &calls, mapping)

        let sections = Self.sections(shown)
        let plans = calls.enumerated().compactMap { index, call in
            call.draft.plan(
                inputs: Self.inputs(expansion.calls(call.uses + call.spareUses)),
                lets: (expansion.slots(call.uses), expansion.slots(call.spareUses)), sections: sections[index] ?? [],
                readHeaders: (scope.readHeaders[index] ?? []).sorted { $0.canonicalName < $1.canonicalName })
        }
        guard let line else { return nil }
        let metaMember = metaMember(mapping, response)
        let plan = EndpointPlan(
            method: line.method, path: line.path, summary: summary, deadline: deadline, layout: scope.layout,
            reads: scope.reads, readParameters: scope.readParameters, textOfQuery: scope.textOfQuery,
            request: request, calls: plans, lets: expansion.plans(shown: allShown), response: response,
            statuses: status.mapping, head: head, metaMember: metaMember,
            allowsFields: mapping.value(EndpointKeys.fields) ?? EndpointKeys.fields.standard, cache: cache,
            edge: edge(mapping, hasMeta: metaMember != nil), access: access, limits: limits,
            repeats: RepeatReader(diagnostics: diagnostics).plan(mapping, method: line.method),
            importance: mapping.valueOrDefault(LoadKeys.importance) ?? .normal, schema: schema(mapping),
            position: line.span.position)
        // After a mistake, what is known of the calls may be wrong.
        let isSound = diagnostics.errorCount == errors && plans.count == calls.count
        DoubtCheck(diagnostics: diagnostics).run(
            scope.compiled,
            slots: isSound
                ? plan.slotShapes
                : EndpointPlan.scopeShapes(path: line.path, callNames: scope.callNames, request: request),
            responses: isSound ? plan.responseShapes : [:])
        if isSound {
            checkStatus(status, plan)
            checkCache(plan, mapping, scope)
            RepeatReader(diagnostics: diagnostics).check(plan, mapping, calls: members)
            EffectCheck(endpoint: plan, diagnostics: diagnostics).run(
                status: mapping[EndpointKeys.status], calls: members)
        }
        return Result(
            line: line, plan: plans.count == calls.count ? plan : nil, tests: tests ?? [], files: schemas.files)
    }

    private static func hasRefusals(_ member: YAMLMember) -> Bool {
        guard case .mapping(let keys) = member.value.content else { return false }
        return keys.contains { $0.key.text == CallKeys.refusals.name }
    }

    /// The status of the response, and what is said of its head beside that.
    private func head(_ mapping: MappingReader, _ scope: EndpointScope, isGet: Bool) -> (
        StatusReader.Result, [HeaderTemplate], [CallUse]
    ) {
        let expressions = ExpressionCompiler(scope: scope, diagnostics: diagnostics)
        var uses: [CallUse] = []
        let status =
            mapping[EndpointKeys.status].map {
                StatusReader(
                    values: ValueCompiler(expressions: expressions), callNames: scope.callNames,
                    diagnostics: diagnostics
                ).status($0, into: &uses)
            } ?? StatusReader.Result()
        var headers: [HeaderTemplate] = []
        if let node = mapping[EndpointKeys.responseHeaders] {
            let ways = gateway.authentication.ways
            let isTagged: Bool? =
                if case .bool(let tag)? = mapping[EdgeKeys.entityTag]?.scalar?.kind { tag } else { nil }
            headers = ResponseHeaderReader(
                texts: TextCompiler(expressions: expressions),
                ownCookies: OwnCookies(
                    ways.flatMap { way -> [String] in
                        if case .session(let session) = way.method { session.settings.cookieNames } else { [] }
                    }),
                isTagged: (isTagged ?? gateway.settings.edge.hasEntityTags) && isGet,
                diagnostics: diagnostics
            ).headers(node, into: &uses)
        }
        return (status, headers, uses)
    }

    /// A status that is worked out must be a number.
    private func checkStatus(_ status: StatusReader.Result, _ plan: EndpointPlan) {
        guard let expression = status.expression, let place = status.place else { return }
        let slots = plan.slotShapes
        let shape = expression.valueShape { slots.indices.contains($0) ? slots[$0] : .any }
        guard !shape.kinds.contains(.number) else { return }
        diagnostics.error(
            .invalidStatus, at: place, "this is never a number, and so never a status",
            help: "a status is 200 to 599: ``order ? `201` : `200` ``")
    }

    /// What one client's request has brought must not set cookies for another client.
    private func checkCookies(_ calls: [CallReader.Result], _ members: [YAMLMember], _ scope: EndpointScope) {
        for (index, names) in scope.readHeaders.sorted(by: { $0.key < $1.key }) where names.contains(.setCookie) {
            let draft = calls[index].draft
            let isStale = draft.otherwise.contains { if case .stale = $0 { true } else { false } }
            guard draft.cache != nil || isStale else { continue }
            diagnostics.error(
                .sharedCookie, at: members[index].key.span,
                "the cookies of `\(draft.name)` are read, and its responses are used again for other clients",
                help: draft.cache != nil ? "say that it is not cached: `cache: false`" : "remove `stale`")
        }
    }

    private func rules(
        _ mapping: MappingReader, _ scope: EndpointScope, path: PathPattern?, _ request: RequestPlan?
    ) -> [AccessRule] {
        guard let node = mapping[AuthenticationKeys.allow] else { return [] }
        let expressions = ExpressionCompiler(scope: scope, diagnostics: diagnostics)
        return AccessReader(gateway: gateway, diagnostics: diagnostics)
            .rules(node, expressions, path: path, request: request)
    }

    /// What is done to responses on their way to the client.
    private func edge(_ mapping: MappingReader, hasMeta: Bool) -> EdgePolicies {
        var edge = gateway.edge(mapping, diagnostics)
        if hasMeta, edge.hasEntityTags {
            edge.hasEntityTags = false
            if let span = mapping[EdgeKeys.entityTag]?.span {
                diagnostics.error(
                    .metaNotPossible, at: span,
                    "no response has the `etag` of another one: `meta` adds how long each call has taken",
                    help: "remove one of the two; `Composition-Status` says what happened to each call, too")
            }
        }
        return edge
    }

    /// How long whole responses are used again.
    private func cache(_ mapping: MappingReader, _ scope: EndpointScope, line: EndpointLineReader.Line?) -> CachePlan? {
        guard let node = mapping[EndpointKeys.cache], let span = mapping.keySpan(EndpointKeys.cache) else { return nil }
        var uses: [CallUse] = []
        let texts = TextCompiler(expressions: ExpressionCompiler(scope: scope, diagnostics: diagnostics))
        let plan = CacheReader(table: CacheKeys.endpointTable, texts: texts, diagnostics: diagnostics)
            .plan(node, into: &uses)
        if let use = uses.first {
            diagnostics.error(
                .wrongCache, at: use.span, "a tag of a whole response reads the request, and this reads `\(use.name)`",
                help: "give the call of that name a `cache` with this tag")
        }
        guard let plan = plan ?? nil else { return nil }
        guard line?.method.isSafe ?? true else {
            diagnostics.error(
                .wrongCache, at: span, "the response to a `\(line?.method.rawValue ?? "POST")` is never used again",
                help: "remove it; `idempotency: true` is for clients that repeat a request")
            return nil
        }
        return plan
    }

    /// Warns of a cache in which hardly anything is ever found, or whose responses say when they were made.
    private func checkCache(_ plan: EndpointPlan, _ mapping: MappingReader, _ scope: EndpointScope) {
        guard plan.cache != nil, let span = mapping.keySpan(EndpointKeys.cache) else { return }
        func warn(_ message: String, _ help: String) {
            diagnostics.warning(.cacheOfNoUse, at: span, message, help: help)
        }
        if let expression = scope.compiled.first(where: { $0.expression.readsClock })?.expression {
            warn(
                "`\(expression.source)` reads the time, and a kept response has that of the request that made it",
                "leave `now()` out, or give the calls a `cache` in place of the endpoint")
        }
        let names = plan.readParameters.headers
        if names.isOpen || names.contains("x-request-id") || names.contains("traceparent") {
            let what = names.isOpen ? "all headers" : "a header that is another one with each request"
            warn(
                "this endpoint reads \(what), so each request has a response of its own",
                "read the headers by name that matter")
        } else if plan.reads.contains(.client) {
            warn(
                "this endpoint reads `client`, so each client has responses of its own",
                "leave `client` out, or give the calls a `cache` in place of the endpoint")
        }
    }

    /// The member that says what happened to each call: only where the response is an object that hasn't got it already.
    private func metaMember(_ mapping: MappingReader, _ response: ValueTemplate) -> String? {
        guard let node = mapping[EndpointKeys.meta], let name = scalars.text(node, "`meta`") else { return nil }
        let members: [String]
        switch response {
        case .object(let own): members = own.map(\.name)
        case .constant(.object(let own)): members = own.members.map(\.name)
        default:
            diagnostics.error(
                .metaNotPossible, at: node.span, "`meta` adds a member, and this response is no mapping",
                help: "write `response` as a mapping: `response: { items: … }`")
            return nil
        }
        guard !members.contains(name.text) else {
            diagnostics.error(
                .metaNotPossible, at: name.span, "`response` has a member `\(name.text)` already",
                help: "give the one for `meta` another name")
            return nil
        }
        return name.text
    }

    private func schema(_ mapping: MappingReader) -> JSONValue? {
        guard let node = mapping[EndpointKeys.schema] else { return nil }
        guard case .mapping = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`schema` must be a mapping, not \(node.kindInWords)",
                    help: "it is a JSON Schema of the response: `{ type: object, properties: { … } }`")
            }
            return nil
        }
        return node.literal(diagnostics)
    }

    /// One request of a client must not become any number of calls.
    ///
    /// Where one `each` names no `at-most`, it may have what `max-calls` leaves beside the other calls: 99 values beside one.
    private func boundCalls(_ members: [YAMLMember], _ results: inout [CallReader.Result], _ mapping: MappingReader) {
        let most = gateway.settings.maximumCalls
        let unbounded = results.indices.filter { results[$0].draft.each != nil && !results[$0].isBounded }
        if unbounded.count == 1, let index = unbounded.first, let each = results[index].draft.each {
            let others = results.reduce(0) { $0 + $1.draft.mostRequests } - each.mostRequests
            if others < most {
                results[index].draft.each = each.with(atMost: min(each.atMost, (most - others) * each.batch))
            }
        }
        let calls = results.map(\.draft)
        let sum = calls.reduce(0) { $0 + $1.mostRequests }
        guard sum > most, let largest = calls.indices.max(by: { calls[$0].mostRequests < calls[$1].mostRequests })
        else {
            return
        }
        let isEach = calls[largest].each != nil
        diagnostics.error(
            .tooManyCalls, at: isEach ? members[largest].key.span : mapping.keySpan(EndpointKeys.calls) ?? mapping.span,
            "one request to this endpoint can make \(sum) calls, and `max-calls` of gateway.yaml allows \(most)",
            help: isEach
                ? "`\(calls[largest].name)` alone can make \(calls[largest].mostRequests): give it `batch`, or a lower `at-most`"
                : "part it into several endpoints, or raise `defaults: { max-calls: … }`")
    }

    private func calls(_ mapping: MappingReader, _ root: YAMLNode) -> [YAMLMember]? {
        let help = "name at least one: `calls: { user: { service: users, get: \"/users/{path.id}\" } }`"
        guard let node = mapping[EndpointKeys.calls] else {
            guard !mapping.has(EndpointKeys.calls) else { return nil }
            diagnostics.error(
                .noCalls, at: mapping.keySpan(EndpointKeys.endpoint) ?? root.start, "an endpoint needs `calls`",
                help: help)
            return nil
        }
        guard case .mapping(let members) = node.content else {
            if node.isBroken { return nil }
            if node.isNull {
                diagnostics.error(
                    .noCalls, at: mapping.keySpan(EndpointKeys.calls) ?? node.span, "an endpoint needs `calls`",
                    help: help)
            } else {
                diagnostics.error(
                    .wrongType, at: node.span, "`calls` must be a mapping, not \(node.kindInWords)",
                    help: "each call under its name, without `-`: `calls: { user: { service: users, get: /users } }`")
            }
            return nil
        }
        guard !members.isEmpty else {
            diagnostics.error(.noCalls, at: node.span, "an endpoint needs `calls`", help: help)
            return nil
        }
        guard members.count <= EndpointKeys.mostCalls else {
            diagnostics.error(
                .tooManyCalls, at: members[EndpointKeys.mostCalls].key.span,
                "an endpoint has at most \(EndpointKeys.mostCalls) calls",
                help: "part it into several endpoints")
            return nil
        }
        return members
    }

    private func check(callName key: YAMLScalar) {
        if let meaning = Self.meaning(ofReserved: key.text) {
            diagnostics.error(
                .reservedName, at: key.span, "`\(key.text)` can't be the name of a call: \(meaning)",
                help: "names in use are " + EndpointKeys.reservedNames.map { "`\($0)`" }.joined(separator: ", "))
        } else if !Identifier.isValid(key.text) {
            diagnostics.error(
                .invalidName, at: key.span,
                "`\(key.text)` can't be the name of a call: letters, digits and `_`, no digit first",
                help: Identifier.repaired(key.text).flatMap { $0 == key.text ? nil : "did you mean `\($0)`?" })
        }
    }

    /// What a name that no call may have means elsewhere; nil for any other.
    private static func meaning(ofReserved name: String) -> String? {
        switch name {
        case "null": "expressions read it as null"
        case "response": "`Composition-Status` names the parts of the response by it"
        default: EndpointKeys.reservedNames.contains(name) ? "expressions read something else by it" : nil
        }
    }

    /// The response; without `response` an object with each call under its own name.
    private func response(
        _ mapping: MappingReader, _ names: [YAMLScalar], _ status: StatusReader.Result, _ scope: EndpointScope
    ) -> (ValueTemplate, [ValueCompiler.Use]) {
        let expressions = ExpressionCompiler(scope: scope, diagnostics: diagnostics)
        let code = status.mapping.success
        let isBodiless = StatusMapping.bodiless.contains(code)
        if isBodiless {
            for key in [EndpointKeys.response, EndpointKeys.meta, EndpointKeys.fields, EndpointKeys.schema]
                as [any DeclaredKey]
            {
                guard mapping[key] != nil, let span = mapping.keySpan(key) else { continue }
                diagnostics.error(
                    .bodyNotAllowed, at: span,
                    "a response with the status \(code) has no body, so `\(key.name)` says nothing",
                    help: "remove one of the two")
            }
        }
        guard let node = mapping[EndpointKeys.response] else {
            if isBodiless { return (.constant(.null), []) }
            var members: [ValueTemplate.Member] = []
            var uses: [ValueCompiler.Use] = []
            for (index, key) in names.enumerated() {
                let use = CallUse(call: index, copesWithNull: false, span: key.span, name: key.text)
                uses.append(ValueCompiler.Use(uses: [use], pointer: JSONPointer(tokens: [key.text])))
                guard let value = expressions.reading(call: key.text) else { continue }
                members.append(ValueTemplate.Member(name: key.text, value: .expression(value)))
            }
            return (.object(members), uses)
        }
        var uses: [ValueCompiler.Use] = []
        let template = ValueCompiler(expressions: expressions).compile(node, into: &uses)
        return (template, uses)
    }

    private func checkParameters(_ line: EndpointLineReader.Line?, _ scope: EndpointScope) {
        guard let line else { return }
        for parameter in line.parameters
        where !scope.usedParameters.contains(parameter.name) && !scope.mayBeMentioned(parameter.name) {
            diagnostics.warning(
                .unusedParameter, at: parameter.span, "nothing reads the parameter `{\(parameter.name)}`",
                help: "expressions read it as `path.\(parameter.name)`")
        }
    }

    /// One input for each call that is read or waited for; it copes with null if all uses of that call do.
    private static func inputs(_ uses: [CallUse]) -> [CallInput] {
        let distinct = uses.reduce(into: DistinctUses()) { $0.add($1) }
        return distinct.uses.map { CallInput(call: $0.call, copesWithNull: $0.copesWithNull, isRead: $0.isRead) }
    }

    /// The parts of the response that show each call, by the call's index.
    ///
    /// Each part has a pointer of its own; no call gets the same pointer twice.
    private static func sections(_ shown: [ValueCompiler.Use]) -> [Int: [JSONPointer]] {
        var sections: [Int: [JSONPointer]] = [:]
        for part in shown {
            for call in Set(part.uses.map(\.call)) { sections[call, default: []].append(part.pointer) }
        }
        return sections
    }
}
