internal import TuttiJSON

/// The types that a schema names, as a set.
struct SchemaTypes: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let boolean = SchemaTypes(rawValue: 2)
    static let object = SchemaTypes(rawValue: 4)
    static let array = SchemaTypes(rawValue: 8)
    static let number = SchemaTypes(rawValue: 16)
    static let string = SchemaTypes(rawValue: 32)
    /// A number without a fraction; of a schema with `number`, nothing of its own.
    static let integer = SchemaTypes(rawValue: 64)

    static let names: [(name: String, type: SchemaTypes)] = [
        ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array), ("number", .number),
        ("string", .string), ("integer", .integer),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ kind: JSONKind) {
        switch kind {
        case .null: self = .null
        case .bool: self = .boolean
        case .object: self = .object
        case .array: self = .array
        case .number: self = .number
        case .string: self = .string
        }
    }

    /// "an integer or null".
    var words: String {
        let words = Self.names.filter { contains($0.type) }.map { Self.indefinite($0.name) }
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func indefinite(_ name: String) -> String {
        switch name {
        case "null": name
        case "object", "array", "integer": "an " + name
        default: "a " + name
        }
    }
}
