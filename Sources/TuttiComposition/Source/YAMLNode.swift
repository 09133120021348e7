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

    /// Whether a diagnostic has said already that its value can't be known.
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

/// One `key: value` of a mapping.
struct YAMLMember: Sendable {
    let key: YAMLScalar
    let value: YAMLNode

    /// Whether it looks like the rest of an expression that YAML has ended at a comma: ` y)` of `{ a: merge(x, y) }`.
    var isRest: Bool { value.isNull && key.style == .plain && key.text.contains(")") }

    static let restHelp = "YAML has ended the value before it at the `,`: put that expression in double quotes"
}
