internal import TuttiJSON

extension Expression {
    /// What is certain of the value of a bound expression.
    ///
    /// One that can't be evaluated has no value: see ``canFail``.
    ///
    /// - Parameters:
    ///   - current: what is certain of `@`, in an expression bound with ``CurrentNode/value``.
    ///   - slots: what is certain of the document's top-level members.
    /// - Returns: what holds for every document.
    package func shape(current: ResultShape = .any, slots: (Int) -> ResultShape) -> ResultShape {
        root.shape(current: current, slots: slots)
    }

    /// Whether evaluation can fail, with some document: of something that a function or an operator doesn't take, or of a limit,
    /// which nothing can exceed that only finds, compares and puts together.
    package var canFail: Bool { root.canFail }

    /// The top-level name of the document that a bound expression reads, and the members that it follows from there: `user.id`.
    ///
    /// Nil for any other expression.
    package var path: (slot: Int, members: [String])? {
        var members: [String] = []
        var node = root
        while case .member(let left, let name) = node.form {
            members.append(name.description)
            node = left
        }
        guard case .slot(let slot) = node.form else { return nil }
        return (slot, members.reversed())
    }
}

extension SyntaxNode {
    fileprivate func shape(current: ResultShape, slots: (Int) -> ResultShape) -> ResultShape {
        func same(_ part: SyntaxNode) -> ResultShape { part.shape(current: current, slots: slots) }
        func on(_ value: ResultShape, _ part: SyntaxNode) -> ResultShape { part.shape(current: value, slots: slots) }

        switch form {
        case .current: return current
        case .root, .variable, .reference: return .any
        case .slot(let slot): return slots(slot)
        case .literal(let value): return ResultShape(of: value)
        case .field(let name): return current.member(name.description)
        case .member(let left, let name): return same(left).member(name.description)
        case .nested(let left, let right):
            let source = same(left)
            let value = on(source.withoutNull, right)
            return source.canBeNull ? value.orNull : value
        case .pipe(let left, let right): return on(same(left), right)
        case .bindings(_, let body): return same(body)
        case .index(let left, _): return same(left).elements.orNull
        case .slice(let left, _):
            let source = same(left)
            let kept = source.kinds.intersection([.array, .string])
            let value = kept.contains(.array) ? ResultShape(elements: [source.elements]) : ResultShape(kept)
            return kept == [.array, .string] ? value.or(ResultShape(.string)).orNull : value.orNull
        case .projection(let kind, let left, let element):
            let source = same(left)
            let item: ResultShape =
                switch kind {
                case .elements, .slice: source.elements
                case .flattened: source.elements.kinds.contains(.array) ? .any : source.elements
                case .values: .any
                }
            // The slice of a string is no projection: what follows is of the string.
            let isText = kind == .slice && source.kinds.contains(.string)
            let value = on(isText ? item.withoutNull.or(ResultShape(.string)) : item.withoutNull, element)
            let all = ResultShape(elements: [value.withoutNull])
            if source.kinds == (kind == .values ? .object : .array) { return all }
            return isText ? all.or(value).orNull : all.orNull
        case .filter(let left, _, let element):
            let source = same(left)
            let all = ResultShape(elements: [on(source.elements.withoutNull, element).withoutNull])
            return source.kinds == .array ? all : all.orNull
        case .list(let parts): return ResultShape(elements: parts.map(same))
        case .object(let members): return ResultShape(members: members.map { ($0.name, same($0.value)) })
        case .or(let left, let right): return same(left).withoutNull.or(same(right))
        case .and(let left, let right), .conditional(_, let left, let right): return same(left).or(same(right))
        case .not, .comparison, .arithmetic, .sign: return ResultShape(possibleKinds)
        case .call(.notNull, _, let arguments):
            let values = arguments.map(same)
            guard let first = values.first else { return .any }
            let value = values.dropFirst().reduce(first) { $0.or($1) }
            return values.allSatisfy(\.canBeNull) ? value : value.withoutNull
        case .call(.reverse, _, let arguments), .call(.sort, _, let arguments), .call(.sortBy, _, let arguments):
            guard let source = arguments.first.map(same), source.kinds == .array || !possibleKinds.contains(.string)
            else { return ResultShape(possibleKinds) }
            return ResultShape(elements: [source.elements])
        case .call: return ResultShape(possibleKinds)
        }
    }

    fileprivate var canFail: Bool {
        switch form {
        // They visit elements, of which there may be too many.
        case .projection, .filter: return true
        case .arithmetic, .sign: return true
        case .call(let function, _, _) where function != .notNull: return true
        default:
            var canFail = false
            form.forEachPart { canFail = canFail || $0.canFail }
            return canFail
        }
    }
}
