internal import TuttiJSON

extension SchemaCompiler {
    /// `prefixItems` and `items`.
    mutating func itemRules(_ location: SchemaLocation) -> SchemaRule? {
        let (prefix, rest) = (location.value.member("prefixItems"), location.value.member("items"))
        guard prefix != nil || rest != nil else { return nil }
        var rules = SchemaProgram.ItemRules()
        if let prefix {
            guard prefix.kind == .array, prefix.count > 0 else {
                mistake(location, ["prefixItems"], "prefixItems is a list of at least one schema")
                return nil
            }
            rules.prefix = prefix.elements.enumerated().map {
                place(of: $1, at: ["prefixItems", String($0)], in: location)
            }
        }
        if let rest {
            guard rest.kind != .array else {
                mistake(
                    location, ["items"], "items is one schema, for all elements",
                    help: "a schema for each of the first elements is written prefixItems")
                return nil
            }
            rules.rest = place(of: rest, at: ["items"], in: location)
        }
        lists.items.append(rules)
        return .items(lists.items.count - 1)
    }

    /// `contains` with its bounds, which say nothing without it.
    mutating func containsRule(_ location: SchemaLocation) -> SchemaRule? {
        var rule = SchemaProgram.ContainsRule()
        if let least = location.value.member("minContains") {
            rule.least = count("minContains", least, location) ?? 1
        }
        if let most = location.value.member("maxContains") {
            rule.most = count("maxContains", most, location) ?? Int.max
        }
        guard let schema = location.value.member("contains") else { return nil }
        rule.schema = place(of: schema, at: ["contains"], in: location)
        lists.contains.append(rule)
        return .contains(lists.contains.count - 1)
    }

    /// `if`, `then` and `else`.
    mutating func condition(_ location: SchemaLocation) -> SchemaRule? {
        let then = location.value.member("then").map { place(of: $0, at: ["then"], in: location) }
        let otherwise = location.value.member("else").map { place(of: $0, at: ["else"], in: location) }
        guard let test = location.value.member("if") else {
            for (keyword, part) in [("then", then), ("else", otherwise)] where part != nil {
                warning(location, [keyword], "\(keyword) says nothing without if")
            }
            return nil
        }
        lists.conditions.append(
            SchemaProgram.Condition(test: place(of: test, at: ["if"], in: location), then: then, otherwise: otherwise))
        return .condition(lists.conditions.count - 1)
    }

    /// All that is asked of members.
    mutating func memberRules(_ location: SchemaLocation) -> SchemaRule? {
        let schema = location.value
        guard SchemaKeyword.ofMembers.contains(where: { schema.member($0) != nil }) else { return nil }
        let properties = map("properties", location)
        let required = schema.member("required").map { names($0, at: ["required"], location) } ?? []
        var needs: [(name: String, needs: [String])] = []
        for (name, value) in map("dependentRequired", location) {
            needs.append((name, names(value, at: ["dependentRequired", name], location)))
        }
        let dependent = map("dependentSchemas", location)
        let table = JSONNameTable(
            properties.map(\.name) + required + needs.flatMap { [$0.name] + $0.needs } + dependent.map(\.name))
        var indices: [JSONName: Int] = [:]
        for (index, name) in table.names.enumerated() { indices[JSONName(name)] = index }
        var schemas = [Int](repeating: -1, count: table.names.count)
        for (name, value) in properties {
            guard let index = indices[JSONName(name)] else { continue }
            schemas[index] = place(of: value, at: ["properties", name], in: location)
        }
        var patterns: [(pattern: Int, schema: Int)] = []
        for (source, value) in map("patternProperties", location) {
            let path = ["patternProperties", source]
            let schema = place(of: value, at: path, in: location)
            guard let pattern = pattern(source, at: path, in: location) else { continue }
            patterns.append((pattern, schema))
        }
        lists.members.append(
            MemberRules(
                names: table, schemas: schemas, patterns: patterns,
                others: schema.member("additionalProperties").map {
                    place(of: $0, at: ["additionalProperties"], in: location)
                },
                nameSchema: schema.member("propertyNames").map { place(of: $0, at: ["propertyNames"], in: location) },
                required: required.compactMap { indices[JSONName($0)] },
                dependentRequired: needs.compactMap { need in
                    indices[JSONName(need.name)].map { ($0, need.needs.compactMap { indices[JSONName($0)] }) }
                },
                dependentSchemas: dependent.compactMap { name, value in
                    indices[JSONName(name)].map {
                        ($0, place(of: value, at: ["dependentSchemas", name], in: location))
                    }
                }))
        return .members(lists.members.count - 1)
    }
}
