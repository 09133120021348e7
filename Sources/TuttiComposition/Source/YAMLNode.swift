internal import TuttiJSON
internal import TuttiYAML

/// A YAML value and its place, without tags, anchors and the types of YAML 1.1.
struct YAMLNode: Sendable {
    /// What kinds of values there are.
    indirect enum Content: Sendable {
        case scalar(YAMLScalar)
        case mapping([YAMLMember])
        case sequence([YAMLNode])
    }

    let content: Content
    /// Where it begins, one character.
    let start: SourceSpan

    /// Where it is: the whole of a scalar, as far as it stands in one line; the first character of anything else.
    var span: SourceSpan { scalar?.span ?? start }

    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// Whether its value can't be known and a diagnostic says why.
    var isBroken: Bool { scalar?.isBroken ?? false }

    var isNull: Bool { scalar?.kind == .null }

    /// What it is, for messages.
    var kindInWords: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.kind == .null && scalar.text.isEmpty ? "an empty value" : scalar.kind.inWords
        }
    }
}

extension YAMLNode {
    /// The value as it stands there, strings being text and no expressions: data of tests and schemas.
    ///
    /// Numbers keep their digits. What JSON can't write is reported, and null stands for it.
    func literal(_ diagnostics: DiagnosticCollector) -> JSONValue {
        switch content {
        case .sequence(let elements): return .array(elements.map { $0.literal(diagnostics) })
        case .mapping(let members):
            // No key stands there twice: `YAMLTree` leaves the second one out.
            return .object(
                JSONObject(distinct: members.map { (name: $0.key.text, value: $0.value.literal(diagnostics)) }))
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return .null
            case .bool(let value): return .bool(value)
            case .number(let number): return .number(number)
            case .text: return .string(scalar.text)
            case .notJSON:
                diagnostics.error(
                    .wrongType, at: scalar.span, "`\(scalar.text)` is no number that JSON can write",
                    help: "put it into quotes to make it text")
                return .null
            }
        }
    }
}
