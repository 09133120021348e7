internal import TuttiYAML

/// One `key: value` of a mapping.
struct YAMLMember: Sendable {
    let key: YAMLScalar
    let value: YAMLNode

    /// Whether it looks like the rest of an expression that YAML has ended at a comma: ` y)` of `{ a: merge(x, y) }`.
    var isRest: Bool { value.isNull && key.style == .plain && key.text.contains(")") }

    static let restHelp = "YAML has ended the value before it at the `,`: put that expression in double quotes"
}
