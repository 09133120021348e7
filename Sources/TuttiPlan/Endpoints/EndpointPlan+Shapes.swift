package import TuttiExpressions

extension EndpointPlan {
    /// What stands in each slot of the endpoint's document, by slot.
    package var slotShapes: [ValueShape] {
        let names = Self.scopeShapes(path: path, callNames: calls.map(\.name), request: request)
        let shapes =
            names + calls.map { call in call.resultShape { names.indices.contains($0) ? names[$0] : .any } }
        // Nothing is known of what a service says when it refuses, which stands behind all others.
        var all = Array(shapes.prefix(layout.names.count))
        all += Array(repeating: .any, count: max(layout.names.count - all.count, 0))
        for value in lets where all.indices.contains(value.slot) {
            let known = all
            all[value.slot] = value.value.valueShape { known.indices.contains($0) ? known[$0] : .any }
        }
        return all
    }

    /// What the `select` of each call is given, by the call's name; of calls of whose responses something is known.
    package var responseShapes: [String: ValueShape] {
        let known = calls.filter { $0.select != nil && ($0.expects != nil || $0.bodyKind != .json) }
        guard !known.isEmpty else { return [:] }
        let names = Self.scopeShapes(path: path, callNames: calls.map(\.name), request: request)
        var shapes: [String: ValueShape] = [:]
        for call in known {
            shapes[call.name] = call.responseShape { names.indices.contains($0) ? names[$0] : .any }
        }
        return shapes
    }

    /// What stands in the slots of ``ScopeName``, by slot.
    package static func scopeShapes(
        path: PathPattern, callNames: [String], request: RequestPlan? = nil
    ) -> [ValueShape] {
        var shapes = [ValueShape](repeating: .any, count: ScopeName.firstCallSlot)
        let text = ValueShape(.string)
        for name in [ScopeName.query, .headers, .cookies, .env] { shapes[name.slot] = .object(each: text) }
        let pathMembers = path.parameterNames.map { ($0, text) }
        shapes[ScopeName.path.slot] = .object(pathMembers + typed(request?.path), isClosed: false)
        if let query = request?.query, !query.isEmpty {
            shapes[ScopeName.query.slot] = .object(typed(query), others: text)
        }
        if let headers = request?.headers, !headers.isEmpty {
            shapes[ScopeName.headers.slot] = .object(typed(headers), others: text)
        }
        if let request, request.body != nil {
            shapes[ScopeName.body.slot] = request.bodyIsRequired ? request.bodyShape : request.bodyShape.orNull
        }
        shapes[ScopeName.client.slot] = .object(clientMembers, isClosed: false)
        shapes[ScopeName.queryAll.slot] = .object(each: .array(of: text))
        shapes[ScopeName.meta.slot] = .object(callNames.map { ($0, metaShape) }, areCertain: false)
        return shapes
    }

    private static func typed(_ parameters: [ParameterPlan]?) -> [(String, ValueShape)] {
        (parameters ?? []).map { ($0.name, $0.shape) }
    }

    /// The members of `client`.
    package static let clientMembers: [(name: String, shape: ValueShape)] = [
        ("address", ValueShape(.string)), ("auth", ValueShape([.string, .null])),
        ("certificate", ValueShape.object(certificateMembers).or(.null)),
    ]

    /// The members of `client.certificate`.
    package static let certificateMembers: [(name: String, shape: ValueShape)] =
        ["subject", "issuer", "serial", "fingerprint"].map { ($0, ValueShape(.string)) }
        + ["dns", "uris"].map { ($0, .array(of: ValueShape(.string))) }
        + [("not_after", ValueShape([.number, .null])), ("der", ValueShape(.string))]

    /// The members of `meta.<call>`, in the order in which messages list them.
    package static let metaMembers: [(name: String, shape: ValueShape)] =
        [
            ("outcome", ValueShape(.string)), ("reason", ValueShape([.string, .null])),
            ("status", ValueShape([.number, .null])), ("headers", .any),
        ] + ["ms", "attempts", "age", "failed", "unmatched"].map { ($0, ValueShape([.number, .null])) }

    private static let metaShape = ValueShape.object(
        metaMembers.map { ($0.name, $0.shape) }, areCertain: false, isClosed: false)

    /// What a composed response can be, without the member for `meta`, whatever services send and whichever calls fail.
    package var responseShape: ValueShape {
        let shapes = slotShapes
        return shape(of: response, uses: response.slotUses) { shapes.indices.contains($0) ? shapes[$0] : .any }
    }

    /// The same with the member for `meta`: what `?fields=` chooses from.
    package var responseShapeWithMeta: ValueShape {
        let shape = responseShape
        // There is such a member only where the response is an object.
        guard let metaMember else { return shape }
        return .object(shape.members.map { ($0.name, $0.shape) } + [(metaMember, .any)])
    }

    private func shape(
        of template: ValueTemplate, uses: [Int: Int], slot: @escaping (Int) -> ValueShape
    ) -> ValueShape {
        func part(_ template: ValueTemplate) -> ValueShape { shape(of: template, uses: uses, slot: slot) }

        switch template {
        case .constant: return template.valueShape(slot: slot)
        case .object(let members): return .object(members.map { ($0.name, part($0.value)) })
        case .array(let elements): return .array(of: elements.reduce(ValueShape([])) { $0.or(part($1)) })
        case .expression(let expression):
            var shape = template.valueShape(slot: slot)
            guard shape.canBeNull, let shown = expression.onlyCallShown(uses),
                calls.indices.contains(shown - ScopeName.firstCallSlot)
            else { return shape }
            let call = calls[shown - ScopeName.firstCallSlot]
            for case .value(let value) in call.otherwise + [call.whenSkipped.map { .value($0) }].compactMap(\.self) {
                let fallback = value.valueShape(slot: slot)
                if fallback.kinds != .object { shape = shape.or(fallback) }
            }
            return shape
        }
    }
}
