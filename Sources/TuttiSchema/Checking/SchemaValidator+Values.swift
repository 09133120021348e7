internal import TuttiJSON
internal import TuttiPatterns

extension SchemaValidator {
    mutating func isOf(_ types: SchemaTypes, _ place: JSONPlace, _ kind: JSONKind) -> Bool {
        if types.contains(SchemaTypes(kind)) { return true }
        if kind == .number, types.contains(.integer) {
            guard spend(document.byteCount(at: place) / 16) else { return false }
            if document.isWhole(at: place) { return true }
        }
        return note { "must be \(types.words)" }
    }

    mutating func isConstant(_ index: Int, _ place: JSONPlace) -> Bool {
        let value = program.values[index]
        return equals(place, value) || note { "must be \(Self.words(value))" }
    }

    mutating func isOneOf(_ enumeration: SchemaProgram.Enumeration, _ place: JSONPlace, _ kind: JSONKind) -> Bool {
        if let names = enumeration.names {
            guard spend(min(document.byteCount(at: place), names.mostBytes) / 32) else { return false }
            if kind == .string, names.index(of: place, in: document) != nil { return true }
        } else {
            for value in enumeration.values where equals(place, value) { return true }
        }
        return note {
            let values = enumeration.values.prefix(10).map(Self.words).joined(separator: ", ")
            return "must be one of \(values)\(enumeration.values.count > 10 ? ", …" : "")"
        }
    }

    mutating func isInBounds(_ rule: SchemaRule, _ place: JSONPlace) -> Bool {
        guard spend(document.byteCount(at: place) / 8) else { return false }
        switch rule {
        case .minimum(let index):
            let bound = program.numbers[index]
            return (order(place, to: bound) ?? 0) >= 0 || note { "must be at least \(bound.value.jsonText)" }
        case .exclusiveMinimum(let index):
            let bound = program.numbers[index]
            return (order(place, to: bound) ?? 1) > 0 || note { "must be more than \(bound.value.jsonText)" }
        case .maximum(let index):
            let bound = program.numbers[index]
            return (order(place, to: bound) ?? 0) <= 0 || note { "must be at most \(bound.value.jsonText)" }
        case .exclusiveMaximum(let index):
            let bound = program.numbers[index]
            return (order(place, to: bound) ?? -1) < 0 || note { "must be less than \(bound.value.jsonText)" }
        case .multiple(let index):
            let unit = program.numbers[index].value
            guard let number = document.node(at: place).number, let divisor = unit.number else { return true }
            let (digits, unitDigits) = (number.longByteCount, divisor.longByteCount)
            // What a machine word is too short for takes some microseconds more.
            let isShort = unitDigits <= 18
            guard spend(isShort ? 8 + digits / 2 : (300 + 2 * digits) * (1 + unitDigits / 16)) else { return false }
            return number.isMultiple(of: divisor) || note { "must be a multiple of \(unit.jsonText)" }
        default: return true
        }
    }

    /// How a number compares with a bound: below zero where it is less; nil where there is no telling.
    private func order(_ place: JSONPlace, to bound: SchemaProgram.Bound) -> Int? {
        if let integer = bound.integer, let number = document.shortInteger(at: place) {
            return number < integer ? -1 : number == integer ? 0 : 1
        }
        return JSONValue.node(document.node(at: place)).numericOrder(to: bound.value)
    }

    mutating func isText(_ rule: SchemaRule, _ place: JSONPlace) -> Bool {
        switch rule {
        case .minLength(let least):
            return length(place) >= least
                || note { "must have at least \(Self.counted(least, "character", "characters"))" }
        case .maxLength(let most):
            // A code point has a byte at least.
            return document.byteCount(at: place) <= most || length(place) <= most
                || note { "must have at most \(Self.counted(most, "character", "characters"))" }
        case .pattern(let index):
            let pattern = program.patterns[index]
            return has(pattern, place) || note { "must match the pattern \(pattern.source)" }
        case .format(let format):
            guard spend(1 + document.byteCount(at: place) / 16) else { return false }
            return document.withText(at: place) { format.matches($0) } || note { "must be \(format.words)" }
        default: return true
        }
    }

    /// How many code points a text has.
    private mutating func length(_ place: JSONPlace) -> Int {
        guard spend(document.byteCount(at: place) / 32) else { return 0 }
        return document.withText(at: place) { text in
            var count = 0
            for index in text.indices where text[index] & 0xC0 != 0x80 { count &+= 1 }
            return count
        }
    }

    /// Whether a pattern is found in a text.
    ///
    /// One text may take a part of the work for the document: about 3 ms, and 4 ns for each of its bytes.
    mutating func has(_ pattern: Pattern, _ place: JSONPlace) -> Bool {
        let size = document.byteCount(at: place)
        guard spend(4 + size / 16) else { return false }
        let allowance = min(steps, 100_000 + size / 8)
        var left = allowance
        let match = document.withText(at: place) { pattern.match($0, allowance: &left) }
        guard spend(allowance - left) else { return false }
        if match == .tooMuchWork {
            giveUp("has a text for which the pattern \(pattern.source) takes too much work")
        }
        return match == .found
    }
}
