internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies

/// Reads `response-headers` of an endpoint.
struct ResponseHeaderReader {
    let texts: TextCompiler
    /// The cookies that are the gateway's own: those of sessions.
    let ownCookies: OwnCookies?
    /// Whether the gateway makes an `ETag` for the endpoint.
    let isTagged: Bool
    let diagnostics: DiagnosticCollector

    private static let example = "`{ location: \"/orders/{order.id}\", cache-control: max-age=60 }`"

    /// The headers as far as they could be read.
    func headers(_ node: YAMLNode, into uses: inout [CallUse]) -> [HeaderTemplate] {
        guard case .mapping(let members) = node.content else {
            texts.expressions.scope.mention(node)
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`response-headers` must be a mapping, not \(node.kindInWords)",
                    help: "write it like \(Self.example)")
            }
            return []
        }
        var names: Set<HTTPField.Name> = []
        let headers = members.flatMap { member -> [HeaderTemplate] in
            guard let name = name(member.key) else {
                texts.expressions.scope.mention(member.value)
                return []
            }
            if !names.insert(name).inserted {
                diagnostics.error(
                    .invalidHeader, at: member.key.span, "`\(name.canonicalName)` is there twice",
                    help: "several fields of one name are a list: `[…, …]`")
            }
            var nodes = [member.value]
            if case .sequence(let elements) = member.value.content { nodes = elements }
            if nodes.count > 1, ComposedHead.singleHeaders.contains(name.canonicalName) {
                diagnostics.error(
                    .invalidHeader, at: member.value.span, "a response has one `\(name.canonicalName)`",
                    help: "write one text in place of the list")
            }
            return nodes.compactMap { value($0, of: name, into: &uses) }
        }
        let size = headers.reduce(0) { size, header in
            size
                + header.value.parts.reduce(ComposedHead.size(of: header.name, 0)) { size, part in
                    if case .literal(let text) = part { size + text.utf8.count } else { size }
                }
        }
        if headers.count > ComposedHead.mostFields || size > ComposedHead.longest {
            diagnostics.error(
                .invalidHeader, at: node.span,
                "a response has at most \(ComposedHead.mostFields) of these, and \(ComposedHead.longest >> 10) KiB of them",
                help: "clients and proxies refuse more; put it into the body")
        }
        return headers
    }

    private func value(_ node: YAMLNode, of name: HTTPField.Name, into uses: inout [CallUse]) -> HeaderTemplate? {
        let help: String? =
            if case .mapping = node.content { "put it in quotes: `\"{order.id}\"`" } else if node.isNull {
                "remove it: there is no such header unless it is named here"
            } else { nil }
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "the value of a header", help: help),
            let value = texts.headerValue(scalar, into: &uses)
        else { return nil }
        if name == .contentType { checkType(value, scalar) }
        if name == .setCookie, case .literal(let text)? = value.parts.first,
            value.parts.count == 1 || text.utf8.contains(UInt8(ascii: "=")), let own = ownCookies?.name(setBy: text)
        {
            diagnostics.error(
                .forbiddenHeader, at: scalar.span, "the cookie `\(own)` is the gateway's own: it holds sessions",
                help: "give the cookie another name")
            return nil
        }
        return HeaderTemplate(name: name, value: value)
    }

    /// The body is JSON, whatever it is called: a page of HTML would be read by other rules.
    private func checkType(_ value: TextTemplate, _ scalar: YAMLScalar) {
        var isJSON = false
        if value.parts.count == 1, case .literal(let text)? = value.parts.first {
            let type = String(text.prefix { $0 != ";" && $0 != " " }).lowercased()
            let isOtherCharset = text.lowercased().split(separator: ";").dropFirst().contains { parameter in
                let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
                return pair.first == "charset" && pair.last != "utf-8"
            }
            isJSON =
                (type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json"))
                && !isOtherCharset
        }
        guard !isJSON else { return }
        diagnostics.error(
            .invalidHeader, at: scalar.span, "the body is JSON in UTF-8, and this doesn't say so",
            help: "write a type of JSON without placeholders: `application/hal+json`")
    }

    private func name(_ scalar: YAMLScalar) -> HTTPField.Name? {
        guard let name = HeaderNameReader(diagnostics: diagnostics).name(scalar) else { return nil }
        let text = name.canonicalName
        let reason: (message: String, help: String)? =
            if text.hasPrefix("access-control-") {
                ("which pages may read responses is said by `cors`", "remove it, and name a policy: `cors: web`")
            } else if name == .eTag, isTagged {
                ("`etag: true` makes one of the body", "remove one of the two")
            } else {
                Self.own[text].map { ("it is the gateway's: \($0)", "remove it") }
            }
        guard let reason else { return name }
        diagnostics.error(
            .forbiddenHeader, at: scalar.span, "`\(text)` can't be set: \(reason.message)", help: reason.help)
        return nil
    }

    /// What the gateway says itself.
    private static let own = [
        "composition-status": "it says what became of each call",
        "content-encoding": "it says how the body is compressed",
        "content-range": "responses are sent whole",
        "date": "it says when the response was made",
        "ratelimit": "it says what is left of the limits",
        "ratelimit-policy": "it says which limits hold",
        "server": "it says that Tutti has answered",
        "x-request-id": "it is the id of the request",
    ]
}
