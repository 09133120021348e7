import TuttiExpressions
import TuttiJSON
import TuttiPlan
import TuttiSchema

/// Makes JSON Schemas, and documents that have to do with them: of so few names and values that many fit.
///
/// Bytes choose what is made; behind the last one, the simplest is. The fuzz target `documents` is made of this file, too.
struct SchemaPairs {
    private var choices: ArraySlice<UInt8>

    init(_ choices: [UInt8]) { self.choices = choices[...] }

    /// A schema with two others in `$defs`.
    mutating func schema() -> JSONValue {
        var members = keywords(level: 0)
        members["$defs"] = .object(
            JSONObject([("a", .object(keywords(level: 2))), ("b", .object(keywords(level: 2)))]))
        return .object(members)
    }

    /// A document.
    mutating func document() -> JSONValue { value(level: 0) }

    private mutating func choose(_ count: Int) -> Int { choices.popFirst().map { Int($0) % count } ?? 0 }

    private mutating func choose<Value>(of values: [Value]) -> Value { values[choose(values.count)] }

    private static let names = ["a", "b", "ab"]
    private static let types = ["object", "array", "string", "integer", "number", "boolean", "null"]
    private static let levels = 4

    private mutating func subschema(_ level: Int) -> JSONValue {
        switch choose(12) {
        case 0: .bool(true)
        case 1: .bool(false)
        default: .object(keywords(level: level + 1))
        }
    }

    private mutating func keywords(level: Int) -> JSONObject {
        var members = JSONObject()
        guard level < Self.levels else { return members }
        for _ in 0...choose(4) { addKeyword(to: &members, level) }
        return members
    }

    private mutating func subschemas(_ level: Int) -> JSONValue {
        .array((0...choose(2)).map { _ in subschema(level) })
    }

    private mutating func named(_ level: Int) -> JSONValue {
        var members = JSONObject()
        for _ in 0...choose(3) { members[choose(of: Self.names)] = subschema(level) }
        return .object(members)
    }

    private mutating func addKeyword(to members: inout JSONObject, _ level: Int) {
        switch choose(30) {
        case 0, 1, 2: members["type"] = .string(choose(of: Self.types))
        case 3: members["type"] = .array([.string("object"), .string(choose(of: Array(Self.types.dropFirst())))])
        case 4, 5, 6: members["properties"] = named(level)
        case 7: members["required"] = .array([.string(choose(of: Self.names))])
        case 8, 9: members["additionalProperties"] = choose(2) == 0 ? .bool(false) : subschema(level)
        case 10: members["items"] = subschema(level)
        case 11: members["prefixItems"] = subschemas(level)
        case 12: members["anyOf"] = subschemas(level)
        case 13: members["oneOf"] = subschemas(level)
        case 14: members["allOf"] = subschemas(level)
        case 15: members["not"] = subschema(level)
        case 16:
            members["if"] = subschema(level)
            members["then"] = subschema(level)
            members["else"] = subschema(level)
        case 17, 18: members["$ref"] = .string(choose(of: ["#/$defs/a", "#/$defs/b", "#"]))
        case 19: members["enum"] = .array((0...choose(3)).map { _ in value(level: 2) })
        case 20: members["const"] = value(level: 2)
        case 21: members["minimum"] = .integer(choose(of: [0, 1, 2]))
        case 22: members["maxLength"] = .integer(choose(of: [0, 1, 2]))
        case 23: members["minItems"] = .integer(choose(of: [0, 1, 2]))
        case 24: members["contains"] = subschema(level)
        case 25: members["propertyNames"] = subschema(level)
        case 26: members["dependentSchemas"] = named(level)
        case 27: members["unevaluatedProperties"] = .bool(false)
        case 28: members["unevaluatedItems"] = .bool(false)
        default: members["maxProperties"] = .integer(choose(of: [0, 1, 2]))
        }
    }

    private mutating func value(level: Int) -> JSONValue {
        switch choose(level < 3 ? 10 : 5) {
        case 0: return .null
        case 1: return .bool(choose(2) == 0)
        case 2: return .integer(choose(of: [0, 1, 2, -1]))
        case 3, 4: return .string(choose(of: ["", "a", "ab", "é"]))
        case 5, 6: return .array((0..<choose(3)).map { _ in value(level: level + 1) })
        default:
            var members = JSONObject()
            for _ in 0..<choose(4) { members[choose(of: Self.names)] = value(level: level + 1) }
            return .object(members)
        }
    }
}

extension SchemaPairs {
    /// Whether more is said of the values that fit a schema than that there are some.
    static func isKnown(_ schema: JSONSchema) -> Bool {
        let shape = ResponseExpectation(schema: schema, fails: true).shape
        return shape.kinds != .any || !shape.members.isEmpty || shape.isClosed
    }

    /// What is said of a document that fits a schema and isn't so; nil where all is, or the document doesn't fit.
    static func lie(about document: JSONDocument, _ schema: JSONSchema) -> String? {
        guard schema.accepts(document) else { return nil }
        return lie(about: .node(document.root), ResponseExpectation(schema: schema, fails: true).shape)
    }

    private static func lie(about value: JSONValue, _ shape: ValueShape) -> String? {
        guard shape.kinds.contains(PossibleKinds(value.kind)) else { return "\(value.jsonText) is of another kind" }
        for element in value.elements {
            if let lie = lie(about: element, shape.elements) { return lie }
        }
        guard value.kind == .object else { return nil }
        for member in shape.members where member.isCertain && value.member(member.name) == nil {
            return "\(value.jsonText) has no `\(member.name)`"
        }
        for (name, value) in value.members {
            let known = shape.members.first { $0.name == name }
            if known == nil, shape.isClosed { return "`\(name)` is there" }
            if let lie = lie(about: value, known?.shape ?? shape.others) { return lie }
        }
        return nil
    }
}
