internal import TuttiJSON

/// Finds the places at which an expression reads the document.
struct NameCollector {
    private(set) var uses: [NameUse] = []
    /// The bare names that are read of another value than the document.
    private(set) var innerNames: [(name: String, range: Range<Int>)] = []

    /// What is known about the place at which a part stands.
    struct Place {
        /// What `@` and bare names mean there.
        var current: CurrentNode
        /// Whether something around it says what happens on null.
        var copes = false
        /// Whether a value there goes on unchanged into that of the expression.
        var passes = false

        /// The same place, whose value is looked into.
        var lookedInto: Place { Place(current: current, copes: copes) }

        /// The same place with another value as current.
        var onValue: Place { Place(current: .value, copes: copes) }

        /// The same place, coping.
        var coping: Place { Place(current: current, copes: true, passes: passes) }

        /// The same place, where a null fails before anything around it is asked.
        var failing: Place { Place(current: current) }
    }

    /// Adds the uses in a part.
    mutating func collect(_ node: SyntaxNode, _ place: Place) {
        let place = node.passesPartsOn ? place : place.lookedInto
        switch node.form {
        case .current where place.current == .root, .root: addDocument(node, place)
        case .current, .literal, .variable, .slot: break
        case .field(let name):
            if place.current == .root {
                add(name, node, place)
            } else {
                innerNames.append((name.description, node.range))
            }
        case .member(let left, let name):
            if left.isDocument(place.current) { add(name, node, place) } else { collect(left, place) }
        case .nested(let left, let right) where left.isDocument(place.current),
            .pipe(let left, let right) where left.isDocument(place.current):
            collect(right, Place(current: .root, copes: place.copes))
        case .nested(let left, let right):
            collect(left, readBy: [right], place)
            collect(right, place.onValue)
        case .pipe(let left, let right):
            // Unlike a dot a pipe takes null further, even that of a path.
            collect(left, right.isStrict ? place.failing : place)
            collect(right, place.onValue)
        case .projection(_, let source, let element):
            collect(source, readBy: [element], place)
            collect(element, place.onValue)
        case .filter(let source, let condition, let element):
            collect(source, readBy: [condition, element], place)
            collect(condition, place.onValue)
            collect(element, place.onValue)
        case .or(let left, let right):
            collect(left, place.coping)
            collect(right, place)
        case .not(let part): collect(part, place.coping)
        case .conditional(let condition, let yes, let no):
            collect(condition, place.coping.lookedInto)
            collect(yes, place)
            collect(no, place)
        case .comparison(let sign, let left, let right): collectComparison(sign, left, right, place)
        case .call(.notNull, _, let arguments):
            for argument in arguments.dropLast() { collect(argument, place.coping) }
            if let last = arguments.last { collect(last, place) }
        case .call(_, let signature, let arguments):
            for (index, argument) in arguments.enumerated() {
                let failing = Place(current: place.current, passes: place.passes)
                collect(argument, signature.type(at: index).accepts(.null) ? place : failing)
            }
        case .arithmetic, .sign: collectParts(of: node, place.failing)
        case .bindings(let values, let body):
            for value in values { collect(value, body.isStrict ? place.failing : place) }
            collect(body, place)
        case .reference(let part): collect(part, place.onValue)
        case .index, .slice, .list, .object, .and: collectParts(of: node, place)
        }
    }

    private mutating func collectParts(of node: SyntaxNode, _ place: Place) {
        var parts: [SyntaxNode] = []
        node.form.forEachPart { parts.append($0) }
        for part in parts { collect(part, place) }
    }

    /// Adds the uses in a part on whose value others are evaluated, unless it is null.
    private mutating func collect(_ source: SyntaxNode, readBy others: [SyntaxNode], _ place: Place) {
        let canFail = !source.givesWhatItFinds && others.contains(where: \.isStrict)
        collect(source, canFail ? place.failing : place)
    }

    private mutating func collectComparison(
        _ sign: SyntaxNode.Comparator, _ left: SyntaxNode, _ right: SyntaxNode, _ place: Place
    ) {
        let asksForNull = (sign == .equal || sign == .notEqual) && (left.isNull(place) || right.isNull(place))
        collect(left, asksForNull ? place.coping : place)
        collect(right, asksForNull ? place.coping : place)
    }

    private mutating func add(_ name: JSONName, _ node: SyntaxNode, _ place: Place) {
        // A bare `null` reads as null, since nothing in a document is called so.
        guard name != "null" else { return }
        uses.append(
            NameUse(
                name: name.description, range: node.range, copesWithNull: place.copes, wholeDocument: false,
                isPassed: place.passes))
    }

    private mutating func addDocument(_ node: SyntaxNode, _ place: Place) {
        let name = if case .root = node.form { "$" } else { "@" }
        uses.append(
            NameUse(
                name: name, range: node.range, copesWithNull: place.copes, wholeDocument: true, isPassed: place.passes))
    }
}

extension SyntaxNode {
    /// Whether the values of parts go on unchanged into that of the whole.
    fileprivate var passesPartsOn: Bool {
        switch form {
        case .current, .root, .literal, .variable, .field, .slot, .member, .index, .list, .object, .or, .and,
            .conditional, .call(.notNull, _, _), .call(.merge, _, _):
            true
        default: false
        }
    }

    /// Whether the part is null wherever it is evaluated: the literal, or a top-level `null`.
    fileprivate func isNull(_ place: NameCollector.Place) -> Bool {
        switch form {
        case .literal(let value): value.isNull
        case .field("null"): place.current == .root
        default: false
        }
    }
}
