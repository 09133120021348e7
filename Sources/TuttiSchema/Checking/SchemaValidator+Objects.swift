internal import TuttiJSON

extension SchemaValidator {
    mutating func isObject(_ rule: SchemaRule, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?) -> Bool {
        switch rule {
        case .minProperties(let least):
            return document.count(at: place) >= least
                || note { "must have at least \(Self.counted(least, "member", "members"))" }
        case .maxProperties(let most):
            return document.count(at: place) <= most
                || note { "must have at most \(Self.counted(most, "member", "members"))" }
        case .members(let index): return hasMembers(program.members[index], place, &evaluated)
        case .unevaluatedProperties(let schema):
            var children = document.children(of: place)
            var (index, fits) = (0, true)
            while let name = children.next(in: document), let value = children.next(in: document) {
                guard spend(1) else { return false }
                if evaluated?.contains(index) != true, !fitsMember(schema, name, value, isNamed: false) {
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

    private mutating func fitsMember(_ schema: Int, _ name: JSONPlace, _ value: JSONPlace, isNamed: Bool) -> Bool {
        within(.member(name, isNamed: isNamed)) {
            var nothing: EvaluatedParts?
            return $0.fits(schema, value, &nothing)
        }
    }

    private mutating func hasMembers(
        _ rules: MemberRules, _ place: JSONPlace, _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        var there = BitSet()
        var children = document.children(of: place)
        var (index, fits) = (0, true)
        while let name = children.next(in: document), let value = children.next(in: document) {
            guard spend(1 + min(document.byteCount(at: name), rules.names.mostBytes) / 32) else { return false }
            let known = rules.names.index(of: name, in: document)
            if let known { there.insert(known) }
            if rules.looksAtMembers, !isMember(rules, known, name, value, index, &evaluated) {
                fits = false
                if !reports || isFull { return false }
            }
            index += 1
        }
        for name in rules.required where !there.contains(name) {
            fits = note { "\(Self.quoted(rules.names.names[name])) is missing" }
            if !reports || isFull { return false }
        }
        for (name, needs) in rules.dependentRequired where there.contains(name) {
            for need in needs where !there.contains(need) {
                fits = note {
                    "\(Self.quoted(rules.names.names[need])) is missing, which \(Self.quoted(rules.names.names[name])) needs"
                }
                if !reports || isFull { return false }
            }
        }
        for (name, schema) in rules.dependentSchemas where there.contains(name) {
            if !self.fits(schema, place, &evaluated) {
                fits = false
                if !reports || isFull { return false }
            }
        }
        return fits
    }

    private mutating func isMember(
        _ rules: MemberRules, _ known: Int?, _ name: JSONPlace, _ value: JSONPlace, _ index: Int,
        _ evaluated: inout EvaluatedParts?
    ) -> Bool {
        var (fits, isNamed) = (true, false)
        if let schema = rules.nameSchema {
            let isName = quietly {
                var nothing: EvaluatedParts?
                return $0.fits(schema, name, &nothing)
            }
            if !isName {
                fits = within(.member(name, isNamed: known != nil)) { $0.note { "has a name that is not allowed" } }
            }
        }
        if let known, rules.schemas[known] >= 0 {
            isNamed = true
            if !fitsMember(rules.schemas[known], name, value, isNamed: true) { fits = false }
        }
        for (pattern, schema) in rules.patterns where has(program.patterns[pattern], name) {
            isNamed = true
            if !fitsMember(schema, name, value, isNamed: known != nil) { fits = false }
        }
        if !isNamed, let others = rules.others {
            isNamed = true
            if !fitsMember(others, name, value, isNamed: known != nil) { fits = false }
        }
        if isNamed { evaluated?.insert(index) }
        return fits && trouble == nil
    }
}
