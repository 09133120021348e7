internal import TuttiJSON

/// What is compared, calculated with and given to functions.
extension ShapeFinder {
    mutating func comparison(
        _ sign: SyntaxNode.Comparator, _ left: SyntaxNode, _ right: SyntaxNode, _ node: SyntaxNode, _ place: Place
    ) -> ValueShape {
        let (one, other) = (shape(left, place), shape(right, place))
        switch sign {
        case .equal, .notEqual:
            checkEquality(sign, (left, one), (right, other), node)
            return ValueShape(.bool)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            checkOrder((left, one), (right, other), node)
            return ValueShape([.bool, .null])
        }
    }

    /// Numbers have an order, and times of RFC 3339.
    private mutating func checkOrder(
        _ left: (node: SyntaxNode, shape: ValueShape), _ right: (node: SyntaxNode, shape: ValueShape),
        _ node: SyntaxNode
    ) {
        for (side, other) in [(left, right), (right, left)] {
            let isNeverNumber = side.shape.isNever(.number)
            let isText = side.shape.withoutNull.kinds == .string
            // Text is a time where the other side may be one, too.
            let mayBeTime =
                isText && !other.shape.isNever(.string)
                && [side, other].allSatisfy { $0.node.literal?.string.map { Timestamp($0) != nil } ?? true }
            guard isNeverNumber, !mayBeTime else { continue }
            note(
                .neverOrdered,
                "only numbers, and times of RFC 3339, are more or less than others, and this is \(side.shape.described): it is always null",
                help: side.node.numberInText
                    ?? (side.shape.kinds.contains(.string) ? "make a number of it: `to_number(…)`" : nil),
                at: side.node.pointed(or: other.node.pointed(or: node.range)))
            return
        }
    }

    private mutating func checkEquality(
        _ sign: SyntaxNode.Comparator, _ left: (node: SyntaxNode, shape: ValueShape),
        _ right: (node: SyntaxNode, shape: ValueShape), _ node: SyntaxNode
    ) {
        // Whoever asks for null asks on purpose.
        guard !left.shape.withoutNull.kinds.isEmpty, !right.shape.withoutNull.kinds.isEmpty,
            left.shape.kinds.isDisjoint(with: right.shape.kinds)
        else { return }
        note(
            .neverEqual,
            "this compares \(left.shape.described) with \(right.shape.described): they "
                + (sign == .equal ? "are never equal" : "always differ"),
            help: Self.help(left, right) ?? Self.help(right, left),
            at: right.node.literal != nil ? right.node.range : left.node.literal != nil ? left.node.range : node.range)
    }

    /// How one side is written, or what is made of it, so that it can be equal to the other.
    private static func help(
        _ side: (node: SyntaxNode, shape: ValueShape), _ other: (node: SyntaxNode, shape: ValueShape)
    ) -> String? {
        let (kinds, others) = (side.shape.withoutNull.kinds, other.shape.withoutNull.kinds)
        if let value = side.node.literal {
            if others == .string, value.kind == .number || value.kind == .bool {
                return "text is written `'\(value.jsonText)'`"
            }
            if others == .number, let help = side.node.numberInText { return help }
            if others == .bool, let text = value.string, text == "true" || text == "false" {
                return "the value is written `` `\(text)` ``"
            }
        } else if case .not = side.node.form {
            return "`!` stands before its part alone; write `!=`, or `!(…)`"
        } else if other.node.literal == nil, kinds == .string, others == .number {
            return "make a number of the text, `to_number(…)`, or text of the number, `to_string(…)`"
        }
        return nil
    }

    mutating func checkIsNumber(_ value: ValueShape, _ part: SyntaxNode, _ sign: String) {
        guard value.isNever(.number) else { return }
        let isText = value.withoutNull.kinds == .string
        note(
            .alwaysFails, "`\(sign)` takes numbers, and this is \(value.described): it always fails",
            help: !isText
                ? nil
                : "make a number of it, `to_number(…)`"
                    + (sign == "+" ? "; text is put together by `join('', [a, b])`" : ""),
            at: part.range)
    }

    mutating func checkIsArray(_ value: ValueShape, _ node: SyntaxNode, _ sign: String) {
        guard value.isNever(.array) else { return }
        note(
            .alwaysNull, "`\(sign)` goes through an array, and this is \(value.described): it is always null",
            help: value.withoutNull.kinds == .object
                ? "the members of an object are `.*`"
                : value.withoutNull.kinds == .string ? "text is parted by `split(text, ',')`" : nil,
            at: node.range)
    }

    mutating func call(
        _ function: Function, _ signature: FunctionSignature, _ arguments: [SyntaxNode], _ node: SyntaxNode,
        _ place: Place
    ) -> ValueShape {
        var shapes = arguments.map { argument in
            if case .reference = argument.form { ValueShape([]) } else { shape(argument, place) }
        }
        // An expression behind `&` is of the elements of the array beside it.
        let elements = arguments.indices.first { signature.type(at: $0) == .array }.map { shapes[$0].elements }
        for (index, argument) in arguments.enumerated() {
            guard case .reference(let part) = argument.form else {
                checkArgument(index, argument, shapes[index], function, signature)
                continue
            }
            shapes[index] = shape(
                part, Place(current: elements ?? .any, maker: .init(id: argument.range.lowerBound, range: nil)))
        }
        if function == .contains, shapes.count == 2 { checkContains(shapes[0], (arguments[1], shapes[1]), node) }
        return result(of: function, shapes)
    }

    private mutating func checkContains(
        _ list: ValueShape, _ part: (node: SyntaxNode, shape: ValueShape), _ node: SyntaxNode
    ) {
        let elements = list.elements
        guard list.withoutNull.kinds == .array, !elements.kinds.isEmpty, !part.shape.kinds.isEmpty,
            elements.kinds.isDisjoint(with: part.shape.kinds)
        else { return }
        note(
            .neverEqual,
            "this is \(part.shape.described), and each element is \(elements.kinds.described): none is ever equal",
            help: Self.help(part, (node, elements)), at: part.node.literal != nil ? part.node.range : node.range)
    }

    private mutating func checkArgument(
        _ index: Int, _ argument: SyntaxNode, _ value: ValueShape, _ function: Function, _ signature: FunctionSignature
    ) {
        let wanted = signature.type(at: index)
        let start = "argument \(index + 1) of `\(function.rawValue)` must be \(wanted.described), and "
        if value.isNever(wanted.kinds) {
            note(
                .alwaysFails, start + "this is \(value.described): it always fails",
                help: value.withoutNull.kinds == .string && wanted.kinds == .number
                    ? "make a number of it: `to_number(…)`"
                    : value.withoutNull.kinds == .string && wanted.kinds == .array
                        ? "text is parted by `split(text, ',')`" : nil,
                at: argument.range)
        } else if value.withoutNull.kinds == .array, !value.elements.kinds.isEmpty,
            value.elements.kinds.isDisjoint(with: wanted.elements)
        {
            note(
                .alwaysFails, start + "each element of this is \(value.elements.kinds.described)",
                help: TypeCheck.help(wanted, value.elements.kinds), at: argument.range)
        }
    }

    private func result(of function: Function, _ arguments: [ValueShape]) -> ValueShape {
        let first = arguments.first ?? .any
        switch function {
        case .sort, .sortBy: return .array(of: first.elements)
        case .reverse: return first.without(PossibleKinds.any.subtracting([.array, .string]))
        case .map: return .array(of: first)
        case .maxBy, .minBy: return first.elements.orNull
        case .concat: return .array(of: arguments.reduce(ValueShape([])) { $0.or($1.elements) })
        case .keys, .split: return .array(of: ValueShape(.string))
        case .items, .zip: return .array(of: ValueShape(.array))
        case .range: return .array(of: ValueShape(.number))
        case .entries:
            return .array(of: .object([("key", ValueShape(.string)), ("value", .any)]))
        case .toArray:
            let single = first.without(.array)
            return .array(of: first.kinds.contains(.array) ? single.or(first.elements) : single)
        case .notNull:
            let value = arguments.reduce(ValueShape([])) { $0.or($1.withoutNull) }
            return arguments.allSatisfy(\.canBeNull) ? value.orNull : value
        case .groupBy: return .object(each: .array(of: first.elements))
        case .indexBy: return .object(each: first.elements)
        default: return ValueShape(function.possibleKinds)
        }
    }
}

extension SyntaxNode {
    /// The place of a literal, which is to be changed, or else another one.
    fileprivate func pointed(or other: Range<Int>) -> Range<Int> { literal != nil ? range : other }

    /// How the number is written that stands there as text; nil for anything else.
    fileprivate var numberInText: String? {
        guard let text = literal?.string, JSONNumber(text) != nil else { return nil }
        return "a number is written `` `\(text)` ``"
    }
}
