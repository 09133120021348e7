internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiSchema

/// Works out what values are that fit a JSON Schema.
///
/// A schema is a conjunction of its keywords, and each of them alone excludes nothing that fits: so what isn't understood here is left out. Of
/// references, those are followed that lead to a place in the schema itself, `#/$defs/order`.
struct SchemaShape {
    private let root: JSONValue
    /// How many schemas and names are looked at: a few that refer to each other could be many.
    private var steps = 4_000
    /// The references that are being followed: what refers to itself has no end.
    private var followed: [String] = []

    private static let mostLevels = 12
    /// Of more alternatives nothing is known.
    private static let mostAlternatives = 100

    /// What values are that fit a schema.
    static func of(_ schema: JSONSchema) -> ValueShape {
        var reading = SchemaShape(root: schema.source)
        return reading.shape(of: schema.source, level: 0)
    }

    private init(root: JSONValue) { self.root = root }

    /// `isWhole`: whether no other schema looks at the same value, and may name members that aren't named here.
    private mutating func shape(of schema: JSONValue, level: Int, isWhole: Bool = true) -> ValueShape {
        steps -= 1
        guard steps > 0, level < Self.mostLevels, schema.kind == .object else { return .any }
        // A schema with an address of its own is where references in it begin.
        if level > 0, schema.member("$id") != nil { return .any }
        if let value = schema.member("const") { return shape(of: value) }
        if let values = schema.member("enum"), values.kind == .array, values.count > 0 { return shape(ofOneOf: values) }
        let kinds = Self.kinds(schema.member("type"))
        let isAlone = isWhole && Self.looksAlone(schema, among: 0)
        let own = ownShape(of: schema, kinds, level, isWhole: isAlone)
        if kinds != .any || own.saysMembers { return own }
        for shape in applied(in: schema, level, isWhole: isWhole && Self.looksAlone(schema, among: 1))
        where shape.kinds != .any || shape.saysMembers { return shape }
        return own
    }

    /// What the keywords say that look at one kind of value.
    private mutating func ownShape(
        of schema: JSONValue, _ kinds: PossibleKinds, _ level: Int, isWhole: Bool
    ) -> ValueShape {
        var shape = ValueShape(kinds.subtracting([.array, .object]))
        if kinds.contains(.array) { shape = shape.or(array(schema, level)) }
        if kinds.contains(.object) { shape = shape.or(object(schema, level, isWhole: isWhole)) }
        return shape
    }

    private mutating func array(_ schema: JSONValue, _ level: Int) -> ValueShape {
        let first = schema.member("prefixItems")?.elements ?? []
        let rest = schema.member("items")
        guard !first.isEmpty || rest != nil else { return ValueShape(.array) }
        var elements = rest.map { shape(of: $0, level: level + 1) } ?? .any
        guard first.count <= Self.mostAlternatives else { return ValueShape(.array) }
        for schema in first { elements = elements.or(shape(of: schema, level: level + 1)) }
        return .array(of: elements)
    }

    private mutating func object(_ schema: JSONValue, _ level: Int, isWhole: Bool) -> ValueShape {
        steps -= (schema.member("properties")?.count ?? 0) + (schema.member("required")?.count ?? 0)
        guard steps > 0 else { return ValueShape(.object) }
        let properties = schema.member("properties")?.members ?? []
        let required = schema.member("required")?.elements.compactMap(\.string) ?? []
        let others = schema.member("additionalProperties")
        let hasPatterns = schema.member("patternProperties") != nil
        guard !properties.isEmpty || !required.isEmpty || others?.bool == false else { return ValueShape(.object) }
        var members: [(name: String, shape: ValueShape, isCertain: Bool)] = []
        let names = Set(required)
        for (name, schema) in properties {
            members.append((name, shape(of: schema, level: level + 1), names.contains(name)))
        }
        let known = Set(properties.map(\.name))
        for name in required where !known.contains(name) { members.append((name, .any, true)) }
        return .object(
            members, isClosed: others?.bool == false && !hasPatterns, namesAreDeclared: isWhole && !properties.isEmpty)
    }

    /// What is said by schemas that look at the same value.
    private mutating func applied(in schema: JSONValue, _ level: Int, isWhole: Bool) -> [ValueShape] {
        var shapes: [ValueShape] = []
        if let reference = schema.member("$ref")?.string, let target = target(of: reference) {
            if followed.contains(reference) {
                shapes.append(ValueShape(Self.kinds(target.kind == .object ? target.member("type") : nil)))
            } else {
                followed.append(reference)
                shapes.append(shape(of: target, level: level + 1, isWhole: isWhole))
                followed.removeLast()
            }
        }
        for name in ["anyOf", "oneOf"] {
            guard let parts = schema.member(name)?.elements, 1...Self.mostAlternatives ~= parts.count else { continue }
            var either = ValueShape([])
            for part in parts { either = either.or(shape(of: part, level: level + 1, isWhole: isWhole)) }
            shapes.append(either)
        }
        let parts = schema.member("allOf")?.elements ?? []
        for part in parts.prefix(Self.mostAlternatives) {
            shapes.append(shape(of: part, level: level + 1, isWhole: isWhole && parts.count == 1))
        }
        return shapes
    }

    /// Whether at most so many of the keywords are there that may say more of the same object's members.
    private static func looksAlone(_ schema: JSONValue, among most: Int) -> Bool {
        // Whoever says something of other members means there to be some.
        let saysOthers = schema.member("additionalProperties").map { $0.bool != false } ?? false
        return !saysOthers && applicators.count { schema.member($0) != nil } <= most
    }

    private static let applicators = [
        "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "unevaluatedProperties",
        "patternProperties", "propertyNames",
    ]

    /// What one of some values is; of many, their kinds.
    private mutating func shape(ofOneOf values: JSONValue) -> ValueShape {
        steps -= values.count
        guard steps > 0 else { return .any }
        guard values.count <= Self.mostAlternatives else {
            return ValueShape(values.elements.reduce(into: []) { $0.formUnion(PossibleKinds($1.kind)) })
        }
        var either = ValueShape([])
        for value in values.elements { either = either.or(shape(of: value)) }
        return either
    }

    /// What one value is; of what it holds, the kinds alone.
    private mutating func shape(of value: JSONValue) -> ValueShape {
        guard value.kind == .object, value.count <= Self.mostAlternatives else {
            return ValueShape(PossibleKinds(value.kind))
        }
        steps -= value.count
        guard steps > 0 else { return ValueShape(.object) }
        return .object(value.members.map { ($0.name, ValueShape(PossibleKinds($0.value.kind))) })
    }

    private static func kinds(_ type: JSONValue?) -> PossibleKinds {
        let words = type?.string.map { [$0] } ?? type?.elements.compactMap(\.string) ?? []
        let kinds = words.reduce(into: PossibleKinds()) { kinds, word in
            switch word {
            case "null": kinds.insert(.null)
            case "boolean": kinds.insert(.bool)
            case "integer", "number": kinds.insert(.number)
            case "string": kinds.insert(.string)
            case "array": kinds.insert(.array)
            case "object": kinds.insert(.object)
            default: break
            }
        }
        return kinds.isEmpty ? .any : kinds
    }

    /// The schema that a reference leads to: `#`, or a JSON Pointer behind it without anything that is encoded.
    private func target(of reference: String) -> JSONValue? {
        guard reference.utf8.first == UInt8(ascii: "#") else { return nil }
        let pointer = reference.dropFirst()
        if pointer.isEmpty { return root }
        guard pointer.utf8.first == UInt8(ascii: "/"),
            !pointer.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "%") })
        else { return nil }
        var value = root
        for name in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard value.kind == .object, let next = value.member(String(name)) else { return nil }
            // References below begin there, and not at the root.
            if next.kind == .object, next.member("$id") != nil { return nil }
            value = next
        }
        return value
    }
}

extension ValueShape {
    fileprivate var saysMembers: Bool { !members.isEmpty || isClosed }
}
