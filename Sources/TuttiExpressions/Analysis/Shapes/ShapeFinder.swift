internal import TuttiJSON

/// Works out what the parts of a bound expression can be, and notes what can't do what it seems to be written for.
///
/// Nothing is noted that is not so whatever the document, but for one: a name that isn't declared where others may be, near to one that is.
struct ShapeFinder {
    /// What stands in each slot of the document.
    let slot: (Int) -> ValueShape
    /// The source, for what the tree doesn't tell: whether a name is in quotes.
    let source: [UInt8]
    /// The call whose `select` it is; nil for any other expression.
    let ownName: String?
    private(set) var doubts: [ExpressionDoubt] = []
    /// What the variables that are bound hold, by place.
    private var variables: [ValueShape] = []
    /// Values of which something has been noted already, by where they are made: `.{id: id, name: name}` is one mistake.
    private var noted: Set<Int> = []

    init(source: String, ownName: String? = nil, slot: @escaping (Int) -> ValueShape) {
        self.source = Array(source.utf8)
        self.ownName = ownName
        self.slot = slot
    }

    /// The current value where a part stands.
    struct Place {
        let current: ValueShape
        /// What makes it, and where its use is to be shown; nil where the expression starts.
        let maker: Maker?

        struct Maker {
            let id: Int
            /// Where a note about it belongs; nil for where it is read.
            let range: Range<Int>?
        }
    }

    /// What a part can be.
    mutating func shape(_ node: SyntaxNode, _ place: Place) -> ValueShape {
        func same(_ part: SyntaxNode) -> ValueShape { shape(part, place) }

        switch node.form {
        case .current: return place.current
        case .root: return .any
        case .literal(let value): return ValueShape(of: value)
        case .variable(let index): return variables.indices.contains(index) ? variables[index] : .any
        case .slot(let slot): return self.slot(slot)
        case .field(let name):
            checkName(name.text, node)
            return member(name.text, of: place.current, node, place.maker)
        case .member(let left, let name):
            checkOwnName(left, name, place)
            return member(name.text, of: same(left), node, nil)
        case .nested(let left, let right):
            let value = same(left)
            let result = shape(
                right, Place(current: value.withoutNull, maker: .init(id: left.range.lowerBound, range: node.range)))
            return value.canBeNull ? result.orNull : result
        case .pipe(let left, let right):
            return shape(right, Place(current: same(left), maker: .init(id: left.range.lowerBound, range: nil)))
        case .index(let left, let position): return element(position, of: same(left), node)
        case .slice(let left, _): return slice(of: same(left), node)
        case .projection(let kind, let source, let element): return projection(kind, same(source), element, node)
        case .filter(let source, let condition, let element):
            let value = same(source)
            checkIsArray(value, node, "[?…]")
            let inner = Place(current: value.elements, maker: .init(id: node.range.lowerBound, range: nil))
            _ = shape(condition, inner)
            return .array(of: shape(element, inner).withoutNull).orNull(unless: value, isOnly: .array)
        case .list(let parts): return .array(of: parts.reduce(ValueShape([])) { $0.or(same($1)) })
        case .object(let members): return .object(members.map { ($0.name, same($0.value)) })
        case .or(let left, let right): return same(left).withoutNull.or(same(right))
        case .and(let left, let right): return same(left).or(same(right))
        case .not(let part):
            _ = same(part)
            return ValueShape(.bool)
        case .comparison(let sign, let left, let right): return comparison(sign, left, right, node, place)
        case .arithmetic(let sign, let left, let right):
            for part in [left, right] { checkIsNumber(same(part), part, sign.rawValue) }
            return ValueShape(.number)
        case .sign(let negative, let part):
            checkIsNumber(same(part), part, negative ? "-" : "+")
            return ValueShape(.number)
        case .conditional(let condition, let yes, let no):
            _ = same(condition)
            return same(yes).or(same(no))
        case .bindings(let values, let body):
            let outer = variables.count
            variables += values.map(same)
            defer { variables.removeLast(variables.count - outer) }
            return same(body)
        case .call(let function, let signature, let arguments): return call(function, signature, arguments, node, place)
        case .reference(let part): return shape(part, Place(current: .any, maker: nil))
        }
    }

    mutating func note(_ kind: ExpressionDoubt.Kind, _ message: String, help: String?, at range: Range<Int>) {
        doubts.append(ExpressionDoubt(kind: kind, message: message, help: help, range: range))
    }
}

extension ShapeFinder {
    private mutating func projection(
        _ kind: SyntaxNode.Projection, _ source: ValueShape, _ element: SyntaxNode, _ node: SyntaxNode
    ) -> ValueShape {
        func inside(_ value: ValueShape) -> ValueShape {
            shape(element, Place(current: value, maker: .init(id: node.range.lowerBound, range: nil)))
        }
        switch kind {
        case .elements:
            checkIsArray(source, node, "[*]")
            return .array(of: inside(source.elements).withoutNull).orNull(unless: source, isOnly: .array)
        case .flattened:
            checkIsArray(source, node, "[]")
            let outer = source.elements
            let flat = outer.kinds.contains(.array) ? outer.without(.array).or(outer.elements) : outer
            return .array(of: inside(flat).withoutNull).orNull(unless: source, isOnly: .array)
        case .values:
            return .array(of: inside(.any).withoutNull).orNull(unless: source, isOnly: .object)
        case .slice:
            // The slice of a string is no projection: what follows is of the string.
            let isText = source.kinds.contains(.string)
            let text = ValueShape(isText ? .string : [])
            let values = source.kinds.contains(.array) ? source.elements : ValueShape([])
            let result = inside(text.or(values))
            let list = ValueShape.array(of: result.withoutNull)
            return (isText ? list.or(result) : list).orNull(unless: source, isOnly: [.array, .string])
        }
    }

    private mutating func element(_ position: Int, of value: ValueShape, _ node: SyntaxNode) -> ValueShape {
        guard value.isNever(.array) else { return value.elements.orNull }
        note(
            .alwaysNull, "`[\(position)]` is an element of an array, and this is \(value.described): it is always null",
            help: value.withoutNull.kinds == .string
                ? "a part of a text is `[0:1]`: from one position up to another" : nil, at: node.range)
        return .any
    }

    private mutating func slice(of value: ValueShape, _ node: SyntaxNode) -> ValueShape {
        let kept = value.kinds.intersection([.array, .string])
        guard kept.isEmpty, !value.withoutNull.kinds.isEmpty else {
            let shape = value.without(PossibleKinds.any.subtracting([.array, .string]))
            return kept == value.kinds ? shape : shape.orNull
        }
        note(
            .alwaysNull, "a slice is of an array or a text, and this is \(value.described): it is always null",
            help: nil, at: node.range)
        return .any
    }

    private mutating func member(
        _ name: String, of value: ValueShape, _ node: SyntaxNode, _ maker: Place.Maker?
    ) -> ValueShape {
        guard value.isNever(.object) else {
            // An object, null, or what has no members either.
            guard value.withoutNull.kinds == .object, value.isClosed, !value.members.isEmpty,
                !value.members.contains(where: { $0.name.unicodeScalars.elementsEqual(name.unicodeScalars) })
            else {
                checkDeclared(name, value, node)
                return value.withoutNull.kinds.isEmpty
                    ? .any : value.member(name).orNull(unless: value, isOnly: .object)
            }
            let names = value.members.map(\.name)
            note(
                .alwaysNull, "there is no `\(name)` in this object: it is always null",
                help: NearestName.to(name, among: names).map { "did you mean `\($0)`?" }
                    ?? "it has " + names.prefix(20).map { "`\($0)`" }.joined(separator: ", "), at: node.range)
            return .any
        }
        // One note for all that is read of one value.
        if let maker, !noted.insert(maker.id).inserted { return .any }
        let isArray = value.withoutNull.kinds == .array
        let help: String? =
            switch name {
            case "length", "size", "count": "write `length(…)`"
            case _ where isArray && maker?.range != nil:
                "write `[]` before the dot, for each element: `[].{\(name): …}`"
            case _ where isArray: "write `[].\(name)`, for each element"
            default: nil
            }
        note(
            .alwaysNull,
            "`\(name)` is read of \(value.described), which has no members: it is always null", help: help,
            at: maker?.range ?? node.range)
        return .any
    }

    /// A name that isn't declared, where there may be others, and is near to one that is.
    private mutating func checkDeclared(_ name: String, _ value: ValueShape, _ node: SyntaxNode) {
        guard value.namesAreDeclared, !value.isClosed,
            !value.members.contains(where: { $0.name.unicodeScalars.elementsEqual(name.unicodeScalars) }),
            let near = NearestName.to(name, among: Self.longNames(value.members), atMost: 1)
        else { return }
        note(
            .similarName, "`\(name)` is not declared for this object, but `\(near)` is",
            help: "did you mean `\(near)`? If not, declare `\(name)`, too", at: node.range)
    }

    /// Too many names of fewer letters are near to each other.
    private static func longNames(_ members: [ValueShape.Member]) -> [String] {
        members.map(\.name).filter { $0.unicodeScalars.count >= 4 }
    }

    /// A bare name of the value at hand that is no name: `true` in `items[?ok == true]`.
    private mutating func checkName(_ name: String, _ node: SyntaxNode) {
        guard let value = Self.values[name], source.indices.contains(node.range.lowerBound),
            source[node.range.lowerBound] != UInt8(ascii: "\"")
        else { return }
        note(
            .valueAsName, "`\(name)` is the member of that name here, and not a value", help: value,
            at: node.range)
    }

    /// What other languages write without any quotes, and how it is written here.
    private static let values = [
        "true": "the value is written `` `true` ``", "True": "the value is written `` `true` ``",
        "false": "the value is written `` `false` ``", "False": "the value is written `` `false` ``",
        "undefined": "write `null`", "None": "write `null`", "nil": "write `null`",
    ]

    /// `select: x.items` in the call `x`.
    private mutating func checkOwnName(_ left: SyntaxNode, _ name: JSONName, _ place: Place) {
        guard let ownName, place.maker == nil, case .field(let field) = left.form, field.text == ownName else { return }
        note(
            .ownName, "`\(ownName)` is a member of the response here, and not the call",
            help:
                "the response's members are read by their names: `\(name.text)`; a member `\(ownName)` is `@.\(ownName).\(name.text)`",
            at: left.range)
    }
}

extension ValueShape {
    /// The same, or null unless what it is made of is of these kinds for certain.
    fileprivate func orNull(unless source: ValueShape, isOnly kinds: PossibleKinds) -> ValueShape {
        source.kinds.isSubset(of: kinds) ? self : orNull
    }
}
