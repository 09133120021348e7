internal import TuttiJSON
internal import TuttiPatterns

/// One look at a document with a schema.
///
/// Without `reports` it ends at the first fault. The work is counted in steps of about 30 ns: a document may take `1 << 17` of them, and 8
/// for each of its bytes.
struct SchemaValidator {
    /// Where in the document, from the root on.
    enum PathStep {
        /// The member of that name; whether the schema names it.
        case member(JSONPlace, isNamed: Bool)
        case element(Int)
    }

    let program: SchemaProgram
    let document: JSONDocument
    /// Where the value begins that is looked at.
    private let root: JSONPlace

    /// Whether each fault is noted; not within `not`, `anyOf` and the like, where a fault is none of the document.
    var reports: Bool
    var path: [PathStep] = []
    private(set) var faults: [SchemaFault] = []
    /// More faults are not noted.
    var mostFaults = JSONSchema.mostFaults
    /// Whether faults tell names of members that only the document has.
    var tellsAllNames = true

    /// Why there is no telling whether the document fits; then it doesn't.
    private(set) var trouble: String?
    /// How many steps are left.
    var steps: Int
    private var depth = 0

    /// The resources gone through, the outermost first, where a `$dynamicRef` may ask for them.
    private var scope: [Int] = []

    /// More than a schema needs for a document of the greatest depth, with some `allOf` on each level.
    private static let mostDepth = 1000

    init(_ program: SchemaProgram, _ document: JSONDocument, at root: JSONPlace) {
        (self.program, self.document, self.root, reports) = (program, document, root, false)
        steps = 1 << 17 + 8 * document.bytes.count
    }

    /// One more look, to tell where and why: with what the first one has left of its steps.
    init(reportsAfter first: SchemaValidator) {
        (program, document, root, reports, steps) = (first.program, first.document, first.root, true, first.steps)
    }

    /// Whether the document fits.
    mutating func run() -> Bool {
        var nothing: EvaluatedParts?
        return fits(0, root, &nothing) && trouble == nil
    }

    /// Whether a value fits a schema; `evaluated` collects which parts of it were looked at, unless it is nil.
    ///
    /// What was collected by a schema that doesn't fit means nothing.
    mutating func fits(_ schema: Int, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?) -> Bool {
        guard spend(1), depth < Self.mostDepth else {
            if trouble == nil { trouble = "is nested too deeply to be checked" }
            return false
        }
        depth += 1
        defer { depth -= 1 }
        let node = program.nodes[schema]
        let entersResource = !program.dynamicReferences.isEmpty && scope.last != node.resource
        if entersResource { scope.append(node.resource) }
        defer { if entersResource { scope.removeLast() } }
        guard node.hasUnevaluated else { return runRules(node, place, &evaluated) }
        var own: EvaluatedParts? = EvaluatedParts()
        return runRules(node, place, &own) && join(own, to: &evaluated)
    }

    /// Adds parts to others, where somebody asks for them; false where there are no steps left.
    mutating func join(_ parts: EvaluatedParts?, to evaluated: inout EvaluatedParts?) -> Bool {
        guard let parts, evaluated != nil else { return true }
        evaluated?.formUnion(parts)
        return spend(parts.wordCount / 16)
    }

    private mutating func runRules(
        _ node: SchemaProgram.Node, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        let kind = document.kind(at: place)
        var fits = true
        for index in node.rules {
            guard spend(1) else { return false }
            if !follows(program.rules[index], place, kind, &evaluated) {
                fits = false
                // A value of another type is no fault of its form.
                if !reports || isFull { return false }
                if case .types = program.rules[index] { return false }
            }
        }
        return fits
    }

    private mutating func follows(
        _ rule: SchemaRule, _ place: JSONPlace, _ kind: JSONKind, _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        switch rule {
        case .nothing: return note { "is not allowed" }
        case .types(let types): return isOf(types, place, kind)
        case .constant(let index): return isConstant(index, place)
        case .oneOfValues(let index): return isOneOf(program.enumerations[index], place, kind)
        case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multiple:
            return kind != .number || isInBounds(rule, place)
        case .minLength, .maxLength, .pattern, .format:
            return kind != .string || isText(rule, place)
        case .minItems, .maxItems, .uniqueItems, .items, .contains, .unevaluatedItems:
            return kind != .array || isArray(rule, place, &evaluated)
        case .minProperties, .maxProperties, .members, .unevaluatedProperties:
            return kind != .object || isObject(rule, place, &evaluated)
        case .all(let index):
            var fits = true
            for schema in program.alternatives[index] where !self.fits(schema, place, &evaluated) {
                fits = false
                if !reports || isFull { return false }
            }
            return fits
        case .any(let index): return fitsAny(program.alternatives[index], place, &evaluated)
        case .one(let index): return fitsOne(program.alternatives[index], place, &evaluated)
        case .not(let schema):
            var nothing: EvaluatedParts?
            return !quietly { $0.fits(schema, place, &nothing) } || note { "is what must not be there" }
        case .condition(let index):
            let condition = program.conditions[index]
            guard spend((evaluated?.wordCount ?? 0) / 16) else { return false }
            var tested = evaluated
            let holds = quietly { $0.fits(condition.test, place, &tested) }
            if holds { evaluated = tested }
            guard let next = holds ? condition.then : condition.otherwise else { return true }
            return fits(next, place, &evaluated)
        case .reference(let schema): return fits(schema, place, &evaluated)
        case .dynamicReference(let index):
            return fits(target(of: program.dynamicReferences[index]), place, &evaluated)
        }
    }

    /// The outermost schema that has the anchor, of those gone through (JSON Schema Core, 8.2.3.2).
    private func target(of reference: SchemaProgram.DynamicReference) -> Int {
        guard reference.isDynamic else { return reference.target }
        for resource in scope {
            if let schema = program.dynamicAnchors[resource][reference.anchor] { return schema }
        }
        return reference.target
    }
}

extension SchemaValidator {
    /// Takes steps off the budget; false when there are none left.
    mutating func spend(_ count: Int) -> Bool {
        steps &-= count
        guard steps >= 0 else {
            giveUp("takes too much work to be checked")
            return false
        }
        return trouble == nil
    }

    /// Refuses the document, because there is no telling whether it fits.
    mutating func giveUp(_ reason: String) {
        if trouble == nil { trouble = reason }
    }

    /// Whether enough faults are noted.
    var isFull: Bool { faults.count >= mostFaults }

    /// Calls `body` without noting faults.
    mutating func quietly(_ body: (inout SchemaValidator) -> Bool) -> Bool {
        let before = reports
        reports = false
        let fits = body(&self)
        reports = before
        return fits
    }

    /// Notes a fault of the value in question; false, so that a rule can end with it.
    mutating func note(_ detail: () -> String) -> Bool {
        if reports, !isFull { faults.append(SchemaFault(pointer: pointer, detail: detail())) }
        return false
    }

    /// Calls `body` one step down, which only `reports` needs to know of.
    mutating func within(_ step: PathStep, _ body: (inout SchemaValidator) -> Bool) -> Bool {
        guard reports else { return body(&self) }
        path.append(step)
        let fits = body(&self)
        path.removeLast()
        return fits
    }
}
