internal import TuttiJSON

extension SchemaValidator {
    mutating func fitsAny(_ schemas: [Int], _ place: JSONPlace, _ evaluated: inout EvaluatedParts?) -> Bool {
        var fits = false
        for schema in schemas {
            var parts = evaluated.map { _ in EvaluatedParts() }
            let isOne = quietly { $0.fits(schema, place, &parts) }
            guard trouble == nil else { return false }
            guard isOne else { continue }
            fits = true
            // All that fit say which parts they have looked at.
            guard let parts else { return true }
            guard join(parts, to: &evaluated) else { return false }
        }
        return fits || explain(schemas, place, "must fit one of \(schemas.count) alternatives")
    }

    mutating func fitsOne(_ schemas: [Int], _ place: JSONPlace, _ evaluated: inout EvaluatedParts?) -> Bool {
        var count = 0
        for schema in schemas {
            var parts = evaluated.map { _ in EvaluatedParts() }
            let isOne = quietly { $0.fits(schema, place, &parts) }
            guard trouble == nil else { return false }
            guard isOne else { continue }
            count += 1
            guard count == 1 else {
                return note { "must fit just one of \(schemas.count) alternatives, and fits several" }
            }
            guard join(parts, to: &evaluated) else { return false }
        }
        return count == 1 || explain(schemas, place, "must fit just one of \(schemas.count) alternatives")
    }

    /// Notes why none of the alternatives fits: the faults of the one that was meant, as far as the type tells.
    private mutating func explain(_ schemas: [Int], _ place: JSONPlace, _ otherwise: String) -> Bool {
        guard reports, !isFull else { return false }
        let kind = SchemaTypes(document.kind(at: place))
        var union: SchemaTypes? = []
        var meant: [Int] = []
        for schema in schemas {
            let types = types(of: schema)
            if let types { union?.formUnion(types) } else { union = nil }
            if types.map({ $0.contains(kind) || (kind == .number && $0.contains(.integer)) }) ?? true {
                meant.append(schema)
            }
        }
        if meant.isEmpty, let union { return note { "must be \(union.words)" } }
        if meant.count == 1, let schema = meant.first {
            var nothing: EvaluatedParts?
            let before = faults.count
            if !fits(schema, place, &nothing), faults.count > before { return false }
        }
        return note { otherwise }
    }

    /// The types that a schema allows, also by the one it refers to; nil where it names none.
    private func types(of schema: Int) -> SchemaTypes? {
        var schema = schema
        for _ in 0..<8 {
            let node = program.nodes[schema]
            if let types = node.types { return types }
            guard let next = node.alias else { return nil }
            schema = next
        }
        return nil
    }
}
