internal import TuttiJSON

extension Evaluator {
    /// `not_null`, `type`, `to_string`, `to_number`, `parse_json`, `encode_uri`.
    mutating func value(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        switch function {
        case .notNull: return arguments.values.first { !$0.isNull } ?? .null
        case .type: return .string(arguments[0].typeName)
        case .toString: return try string(arguments)
        case .toNumber:
            guard let text = arguments.text(0) else { return arguments[0].kind == .number ? arguments[0] : .null }
            return JSONNumber(text).map { .number($0) } ?? .null
        case .parseJSON: return try parsed(arguments)
        default: return try encoded(arguments)
        }
    }

    /// A string as it is, anything else as JSON without white space.
    private mutating func string(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let value = arguments[0]
        if value.kind == .string { return value }
        try measureText(value, at: arguments.range)
        // A writer and two copies.
        try spend(3, at: arguments.range)
        var writer = JSONWriter()
        writer.write(value)
        try spendText(writer.bytes.count, at: arguments.range)
        try spend(writer.bytes.count >> 3, at: arguments.range)
        return .string(String(decoding: JSONWhiteSpace.removed(from: writer.bytes), as: UTF8.self))
    }

    private mutating func parsed(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let bytes = Array((arguments.text(0) ?? "").utf8)
        try spendText(bytes.count, at: arguments.range)
        try spend(bytes.count >> 4, at: arguments.range)
        do {
            return .node(try JSONDocument(parsing: bytes).root)
        } catch {
            throw arguments.invalid(0, "is not JSON: \(error.message)")
        }
    }

    /// Everything except the unreserved characters (RFC 3986, section 2.3) as `%XX`.
    private mutating func encoded(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let text = arguments.text(0) ?? ""
        // One byte makes three at most.
        try spendText(text.utf8.count &* 3, at: arguments.range)
        try spend(text.utf8.count >> 3, at: arguments.range)
        return .string(PercentEncoding.encoded(text))
    }
}

extension JSONValue {
    /// The name of the kind, as `type` gives it.
    fileprivate var typeName: String {
        switch kind {
        case .object: "object"
        case .array: "array"
        case .string: "string"
        case .number: "number"
        case .bool: "boolean"
        case .null: "null"
        }
    }
}
