/// Which values a key takes: how a reader gets one, what the schema says of it, and how one is written.
struct ValueKind<Value: Sendable>: Sendable {
    /// What an editor holds the value to.
    let schema: @Sendable () -> SchemaValue
    /// The bounds of a whole number; nil for any other kind.
    var bounds: ClosedRange<Int>?
    /// Reads a value, which messages call `what`; nil after a diagnostic.
    let read: @Sendable (_ node: YAMLNode, _ what: String, _ diagnostics: DiagnosticCollector) -> Value?
    /// How a file would write the value.
    let written: @Sendable (Value) -> SchemaValue
}

extension ValueKind where Value == YAMLNode {
    /// A value that has a reader of its own, which gets it as it stands in the file.
    static func node(_ schema: @autoclosure @escaping @Sendable () -> SchemaValue) -> ValueKind {
        ValueKind(schema: schema, read: { node, _, _ in node }, written: { _ in .null })
    }

    /// A mapping with keys of its own.
    static func mapping(_ table: @autoclosure @escaping @Sendable () -> KeyTable) -> ValueKind {
        .node(table().schema)
    }
}
