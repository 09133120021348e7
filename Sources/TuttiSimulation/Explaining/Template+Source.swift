internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

// Templates as a file has them, on one line.

extension Expression {
    /// As it was written, with its line breaks as spaces.
    var line: String {
        source.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }.joined(separator: " ")
    }
}

extension TextTemplate {
    /// `/users/{path.id}`.
    var source: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(let expression): "{\(expression.line)}"
            }
        }.joined()
    }
}

extension ValueTemplate {
    /// `{ id: path.id, tags: ['a', tag] }`: JSON for what is fixed, expressions as they are.
    var source: String {
        switch self {
        case .constant(let value): value.line
        case .expression(let expression): expression.line
        case .object(let members):
            "{ " + members.map { "\($0.name): \($0.value.source)" }.joined(separator: ", ") + " }"
        case .array(let elements): "[" + elements.map(\.source).joined(separator: ", ") + "]"
        }
    }
}

extension CallPlan {
    /// `/orders?user={path.id}&limit={query.limit}`.
    var targetSource: String {
        var text = target.source
        for parameter in query {
            text += text.contains("?") ? "&" : "?"
            if case .constant(let value) = parameter.value, let fixed = value.string ?? value.number?.text {
                text += "\(parameter.encodedName)=\(PercentEncoding.encoded(fixed))"
            } else {
                text += "\(parameter.encodedName)={\(parameter.value.source)}"
            }
        }
        if let queryObject { text += (text.contains("?") ? "&" : "?") + "{\(queryObject.source)}" }
        return text
    }
}

extension JSONValue {
    /// The value as JSON.
    var line: String {
        var writer = JSONWriter(reserving: 64)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
