internal import TuttiJSON

extension SchemaValidator {
    mutating func isArray(_ rule: SchemaRule, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?) -> Bool {
        switch rule {
        case .minItems(let least):
            return document.count(at: place) >= least
                || note { "must have at least \(Self.counted(least, "element", "elements"))" }
        case .maxItems(let most):
            return document.count(at: place) <= most
                || note { "must have at most \(Self.counted(most, "element", "elements"))" }
        case .uniqueItems: return hasDistinctItems(place)
        case .items(let index): return hasItems(program.items[index], place, &evaluated)
        case .contains(let index): return contains(program.contains[index], place, &evaluated)
        case .unevaluatedItems(let schema):
            var items = document.children(of: place)
            var (index, fits) = (0, true)
            while let item = items.next(in: document) {
                guard spend(1) else { return false }
                if evaluated?.contains(index) != true, !fitsElement(schema, item, index) {
                    fits = false
                    if !reports || isFull { return false }
                }
                index += 1
            }
            evaluated?.insertAll()
            return fits
        default: return true
        }
    }

    private mutating func fitsElement(_ schema: Int, _ item: JSONPlace, _ index: Int) -> Bool {
        within(.element(index)) {
            var nothing: EvaluatedParts?
            return $0.fits(schema, item, &nothing)
        }
    }

    private mutating func hasItems(
        _ rules: SchemaProgram.ItemRules, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        var items = document.children(of: place)
        var (index, fits) = (0, true)
        while let item = items.next(in: document) {
            guard let schema = index < rules.prefix.count ? rules.prefix[index] : rules.rest else { break }
            if !fitsElement(schema, item, index) {
                fits = false
                if !reports || isFull { return false }
            }
            evaluated?.insert(index)
            index += 1
        }
        if rules.rest != nil { evaluated?.insertAll() }
        return fits
    }

    private mutating func contains(
        _ rule: SchemaProgram.ContainsRule, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        var items = document.children(of: place)
        var (index, count) = (0, 0)
        while let item = items.next(in: document) {
            // Enough of them, and nobody asks which.
            if evaluated == nil, rule.most == Int.max, count >= rule.least { return true }
            let isOne = quietly {
                var nothing: EvaluatedParts?
                return $0.fits(rule.schema, item, &nothing)
            }
            guard trouble == nil else { return false }
            if isOne {
                count += 1
                evaluated?.insert(index)
            }
            index += 1
        }
        if count < rule.least {
            return note {
                "must have at least \(Self.counted(rule.least, "element", "elements")) of the kind that is asked for"
            }
        }
        return count <= rule.most
            || note {
                "must have at most \(Self.counted(rule.most, "element", "elements")) of the kind that is asked for"
            }
    }

    private mutating func hasDistinctItems(_ place: JSONPlace) -> Bool {
        let count = document.count(at: place)
        guard count > 1 else { return true }
        guard spend(6 * count + document.byteCount(at: place) / 4) else { return false }
        return !document.hasRepeatedElement(at: place) || note { "must not have the same element twice" }
    }
}
