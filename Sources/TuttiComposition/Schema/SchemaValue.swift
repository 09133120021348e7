internal import TuttiJSON

/// A JSON value written as Swift literals; members keep their order.
enum SchemaValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)
    case array([SchemaValue])
    case object([(name: String, value: SchemaValue)])

    /// The same mapping with more members behind its own; any other value unchanged.
    func with(_ more: [(name: String, value: SchemaValue)]) -> SchemaValue {
        guard case .object(let members) = self else { return self }
        return .object(members + more)
    }

    /// As JSON text with a line for each member, so many levels to the right; lists of scalars stay in one line.
    func text(indent: Int = 0) -> String {
        let (outer, inner) = (String(repeating: "  ", count: indent), String(repeating: "  ", count: indent + 1))
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.map { inner + Self.quoted($0.name) + ": " + $0.value.text(indent: indent + 1) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        case .array(let elements) where elements.contains(where: \.isMapping):
            let lines = elements.map { inner + $0.text(indent: indent + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object: return "{}"
        case .array(let elements): return "[" + elements.map { $0.text() }.joined(separator: ", ") + "]"
        case .string(let text): return Self.quoted(text)
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .double(let value): return "\(value)"
        }
    }

    private var isMapping: Bool {
        if case .object = self { true } else { false }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.write(string: text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension SchemaValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .double(value) }
    init(nilLiteral: ()) { self = .null }
    init(arrayLiteral elements: SchemaValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, SchemaValue)...) { self = .object(elements.map { ($0.0, $0.1) }) }
}
