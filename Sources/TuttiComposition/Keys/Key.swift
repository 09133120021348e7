/// One key of a mapping: its only declaration.
///
/// From it come the value that a reader gets with its bounds and its default, the key's part of the JSON Schema, and the names that a
/// diagnostic knows. `docs/language.md` and `docs/testing.md` are held to it by tests.
///
/// `Default` is `Value` for a key without which a value of its own holds, and `Void` for every other key.
struct Key<Value: Sendable, Default: Sendable>: DeclaredKey {
    let name: String
    /// Which values the key takes, and how they are read.
    let kind: ValueKind<Value>
    /// The value that holds where the key isn't given.
    let standard: Default
    let description: String
    let writtenDefault: SchemaValue?
    let examples: [SchemaValue]
    let foreign: [ForeignNames]
    let formerNames: [String]

    var valueSchema: SchemaValue { kind.schema() }
    var bounds: ClosedRange<Int>? { kind.bounds }
}

extension Key where Default == Value {
    /// A key with a default.
    ///
    /// - Parameters:
    ///   - name: as the file has it.
    ///   - kind: which values the key takes.
    ///   - description: what it means, in Markdown; editors show it.
    ///   - standard: the value that holds without the key.
    ///   - examples: values that an editor offers.
    ///   - foreign: what other tools call it.
    ///   - formerNames: what earlier versions called it; they are read with a warning.
    init(
        _ name: String, _ kind: ValueKind<Value>, _ description: String, default standard: Value,
        examples: SchemaValue..., foreign: [ForeignNames] = [], formerNames: [String] = []
    ) {
        self.init(
            name: name, kind: kind, standard: standard, description: description,
            writtenDefault: kind.written(standard), examples: examples, foreign: foreign, formerNames: formerNames)
    }
}

extension Key where Default == Void {
    /// A key without a default of its own; the parameters are those of the other initializer.
    ///
    /// `writtenDefault` is for keys whose value has a reader of its own: what could be written without changing anything.
    init(
        _ name: String, _ kind: ValueKind<Value>, _ description: String, writtenDefault: SchemaValue? = nil,
        examples: SchemaValue..., foreign: [ForeignNames] = [], formerNames: [String] = []
    ) {
        self.init(
            name: name, kind: kind, standard: (), description: description, writtenDefault: writtenDefault,
            examples: examples, foreign: foreign, formerNames: formerNames)
    }
}
