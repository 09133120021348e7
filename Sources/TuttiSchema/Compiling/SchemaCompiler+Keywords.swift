internal import TuttiJSON

extension SchemaCompiler {
    /// The rules of an object of keywords.
    mutating func rulesOfKeywords(_ location: SchemaLocation, _ place: Int) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        let schema = location.value
        for (keyword, value) in schema.members {
            if let rule = rule(keyword, value, location) {
                rules.append(rule)
            } else if !SchemaKeyword.isKnown(keyword) {
                unknown(keyword, location)
            }
        }
        if let rule = itemRules(location) { rules.append(rule) }
        if let rule = containsRule(location) { rules.append(rule) }
        if let rule = memberRules(location) { rules.append(rule) }
        if let rule = condition(location) { rules.append(rule) }
        // Not asked of anything here, and looked through for mistakes.
        for keyword in ["$defs", "definitions"] {
            for (name, value) in map(keyword, location) {
                _ = self.place(of: value, at: [keyword, name], in: location)
            }
        }
        return rules
    }

    private mutating func rule(_ keyword: String, _ value: JSONValue, _ location: SchemaLocation) -> SchemaRule? {
        switch keyword {
        case "type": return types(value, location).map { .types($0) }
        case "const":
            guard let node = Self.node(value) else {
                mistake(location, ["const"], "this value can't be compared with others", help: "nest it less deeply")
                return nil
            }
            lists.values.append(node)
            return .constant(lists.values.count - 1)
        case "enum": return enumeration(value, location)
        case "minimum": return number(keyword, value, location).map { .minimum($0) }
        case "exclusiveMinimum": return number(keyword, value, location).map { .exclusiveMinimum($0) }
        case "maximum": return number(keyword, value, location).map { .maximum($0) }
        case "exclusiveMaximum": return number(keyword, value, location).map { .exclusiveMaximum($0) }
        case "multipleOf":
            if let order = value.numericOrder(to: .number(JSONNumber(0))), order <= 0 {
                mistake(location, [keyword], "multipleOf is more than 0")
                return nil
            }
            return number(keyword, value, location).map { .multiple($0) }
        case "minLength": return count(keyword, value, location).map { .minLength($0) }
        case "maxLength": return count(keyword, value, location).map { .maxLength($0) }
        case "minItems": return count(keyword, value, location).map { .minItems($0) }
        case "maxItems": return count(keyword, value, location).map { .maxItems($0) }
        case "minProperties": return count(keyword, value, location).map { .minProperties($0) }
        case "maxProperties": return count(keyword, value, location).map { .maxProperties($0) }
        case "uniqueItems":
            guard let isAsked = value.bool else {
                mistake(location, [keyword], "uniqueItems is true or false")
                return nil
            }
            return isAsked ? .uniqueItems : nil
        case "pattern":
            guard let source = text(keyword, value, location) else { return nil }
            return pattern(source, at: [keyword], in: location).map { .pattern($0) }
        case "format":
            guard let name = text(keyword, value, location), checksFormats else { return nil }
            guard let format = SchemaFormat(rawValue: name) else {
                let known = SchemaFormat.allCases.map(\.rawValue).joined(separator: ", ")
                warning(location, [keyword], "the format \(name) is not checked", help: "checked are \(known)")
                return nil
            }
            return .format(format)
        case "allOf": return alternatives(keyword, value, location).map { .all($0) }
        case "anyOf": return alternatives(keyword, value, location).map { .any($0) }
        case "oneOf": return alternatives(keyword, value, location).map { .one($0) }
        case "not": return .not(place(of: value, at: [keyword], in: location))
        case "unevaluatedItems": return .unevaluatedItems(place(of: value, at: [keyword], in: location))
        case "unevaluatedProperties": return .unevaluatedProperties(place(of: value, at: [keyword], in: location))
        case "$ref":
            guard let target = target(keyword, value, location) else { return nil }
            return .reference(place(of: target))
        case "$dynamicRef":
            guard let target = target(keyword, value, location), let reference = value.string else { return nil }
            let anchor = URIReference(reference).fragment ?? ""
            lists.dynamicReferences.append(
                SchemaProgram.DynamicReference(
                    anchor: anchor, target: place(of: target),
                    isDynamic: target.value.member("$dynamicAnchor")?.string == anchor))
            return .dynamicReference(lists.dynamicReferences.count - 1)
        default: return nil
        }
    }

    private mutating func unknown(_ keyword: String, _ location: SchemaLocation) {
        let message = "\(keyword) is no keyword of JSON Schema, and says nothing"
        if let help = SchemaKeyword.foreign[keyword] {
            warning(location, [keyword], message, help: help)
        } else if !keyword.utf8.starts(with: "x-".utf8) {
            warning(
                location, [keyword], message,
                help: SchemaKeyword.similar(to: keyword).map { "did you mean \($0)?" }
                    ?? "what is meant for people is written title, description or $comment")
        }
    }
}

extension SchemaCompiler {
    /// A value of the schema as a node, which is what it will be compared with; nil for one that is nested beyond reason.
    private static func node(_ value: JSONValue) -> JSONNode? {
        if case .node(let node) = value { return node }
        return try? JSONDocument(parsing: value.jsonBytes, limits: JSONLimits(depth: 10_000)).root
    }

    private mutating func types(_ value: JSONValue, _ location: SchemaLocation) -> SchemaTypes? {
        let names = value.kind == .array ? value.elements : [value]
        var types: SchemaTypes = []
        for (index, name) in names.enumerated() {
            let path = value.kind == .array ? ["type", String(index)] : ["type"]
            guard let text = name.string, let type = SchemaTypes.names.first(where: { $0.name == text })?.type else {
                let known = SchemaTypes.names.map(\.name).joined(separator: ", ")
                mistake(
                    location, path, "\(Self.node(name).map(SchemaValidator.words) ?? "this") is no type",
                    help: "types are \(known)")
                return nil
            }
            types.formUnion(type)
        }
        guard !names.isEmpty else {
            mistake(location, ["type"], "type names at least one type")
            return nil
        }
        return types
    }

    private mutating func enumeration(_ value: JSONValue, _ location: SchemaLocation) -> SchemaRule? {
        guard value.kind == .array else {
            mistake(location, ["enum"], "enum is a list of values, and not \(value.kind.indefinite)")
            return nil
        }
        let values = value.elements.compactMap(Self.node)
        guard values.count == value.elements.count else {
            mistake(location, ["enum"], "a value of enum can't be compared with others", help: "nest it less deeply")
            return nil
        }
        let texts = values.compactMap(\.string)
        lists.enumerations.append(
            SchemaProgram.Enumeration(names: texts.count == values.count ? JSONNameTable(texts) : nil, values: values))
        return .oneOfValues(lists.enumerations.count - 1)
    }

    private mutating func number(_ keyword: String, _ value: JSONValue, _ location: SchemaLocation) -> Int? {
        guard value.kind == .number else {
            let isOld = value.kind == .bool
            mistake(
                location, [keyword], "\(keyword) is a number, and not \(value.kind.indefinite)",
                help: isOld
                    ? "write the bound itself: exclusiveMinimum: 0 is a minimum of 0 without 0"
                    : value.kind == .string ? "leave the quotes out" : nil)
            return nil
        }
        let number = value.number
        lists.numbers.append(SchemaProgram.Bound(value: number.map(JSONValue.number) ?? value, integer: number?.int))
        return lists.numbers.count - 1
    }

    mutating func count(_ keyword: String, _ value: JSONValue, _ location: SchemaLocation) -> Int? {
        let isNatural =
            value.numericOrder(to: .number(JSONNumber(0))).map { $0 >= 0 } == true
            && value.number?.isMultiple(of: JSONNumber(1)) == true
        guard isNatural else {
            mistake(location, [keyword], "\(keyword) is a whole number, 0 or more")
            return nil
        }
        // What is beyond can't be reached.
        return value.number?.int ?? Int.max
    }

    private mutating func text(_ keyword: String, _ value: JSONValue, _ location: SchemaLocation) -> String? {
        guard let text = value.string else {
            mistake(location, [keyword], "\(keyword) is a text, and not \(value.kind.indefinite)")
            return nil
        }
        return text
    }

    private mutating func alternatives(_ keyword: String, _ value: JSONValue, _ location: SchemaLocation) -> Int? {
        guard value.kind == .array, value.count > 0 else {
            mistake(location, [keyword], "\(keyword) is a list of at least one schema")
            return nil
        }
        let schemas = value.elements.enumerated().map { place(of: $1, at: [keyword, String($0)], in: location) }
        lists.alternatives.append(schemas)
        return lists.alternatives.count - 1
    }

    private mutating func target(
        _ keyword: String, _ value: JSONValue, _ location: SchemaLocation
    ) -> SchemaLocation? {
        guard let reference = text(keyword, value, location) else { return nil }
        switch resources.target(of: reference, from: location.resource) {
        case .success(let target): return target
        case .failure(let unresolved):
            mistake(location, [keyword], unresolved.message, help: unresolved.help)
            return nil
        }
    }

    /// The members of a keyword whose value is an object; none of any other value, which is noted.
    mutating func map(_ keyword: String, _ location: SchemaLocation) -> [(name: String, value: JSONValue)] {
        guard let value = location.value.member(keyword) else { return [] }
        guard value.kind == .object else {
            mistake(location, [keyword], "\(keyword) is an object, and not \(value.kind.indefinite)")
            return []
        }
        return value.members
    }

    /// The texts of a list of them; none of any other value, which is noted.
    mutating func names(_ value: JSONValue, at path: [String], _ location: SchemaLocation) -> [String] {
        let texts = value.elements.compactMap(\.string)
        guard value.kind == .array, texts.count == value.count else {
            mistake(
                location, path, "\(path.last ?? "") is a list of names, and not \(value.kind.indefinite)",
                help: value.kind == .bool ? "write required: [name] beside properties, and not in the property" : nil)
            return []
        }
        return texts
    }
}
