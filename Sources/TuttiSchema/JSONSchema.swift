package import TuttiJSON

/// A JSON Schema (draft 2020-12), compiled.
///
/// The whole vocabulary of validation, applicators, `unevaluated…`, references by `$ref`, `$dynamicRef`, `$id` and anchors. Nothing is
/// fetched: what a reference leads to is in the schema, or is the schema of schemas. Annotations are not given out.
package struct JSONSchema: Sendable, Equatable {
    /// The schema as it was written.
    package let source: JSONValue

    /// What is odd about it and can be used all the same, such as an unknown keyword.
    package let warnings: [SchemaMistake]

    private let program: SchemaProgram

    /// Compiles a schema.
    ///
    /// `checksFormats`: whether `format` is asked of a text, or only says something about it, as the draft has it without a
    /// vocabulary.
    ///
    /// - Throws: ``SchemaMistakes`` with at least one that is not a warning.
    package init(_ source: JSONValue, checksFormats: Bool = true) throws(SchemaMistakes) {
        if case .node(let node) = source, let name = node.document.firstRepeatedName(in: node.place) {
            let name = SchemaValidator.quoted(name, of: node.document)
            throw SchemaMistakes(all: [SchemaMistake([], "the name \(name) is there twice in one object")])
        }
        var compiler = SchemaCompiler(source, checksFormats: checksFormats)
        let lists = compiler.run()
        guard compiler.mistakes.allSatisfy(\.isWarning) else { throw SchemaMistakes(all: compiler.mistakes) }
        (self.source, warnings, program) = (source, compiler.mistakes, SchemaProgram(lists))
    }

    /// What is wrong with a document, at most ``mostFaults``; none if it fits.
    ///
    /// A document that repeats a name within an object doesn't fit: who reads it next may take the other value than the one that was
    /// looked at. The work is bounded by the size of the document: where a schema and a document need more, there is a fault that
    /// says so.
    package func faults(in document: JSONDocument) -> [SchemaFault] { faults(in: document, at: document.rootPlace) }

    /// The same of a part of a document; the pointers begin there.
    package func faults(in document: JSONDocument, at place: JSONPlace) -> [SchemaFault] {
        if let name = document.firstRepeatedName(in: place) {
            return [
                SchemaFault(
                    pointer: "",
                    detail: "the name \(SchemaValidator.quoted(name, of: document)) is there twice in one object")
            ]
        }
        var validator = SchemaValidator(program, document, at: place)
        if validator.run() { return [] }
        if let trouble = validator.trouble { return [SchemaFault(pointer: "", detail: trouble)] }
        // Once more, to tell where and why: what fits, as most does, pays nothing for that.
        var second = SchemaValidator(reportsAfter: validator)
        _ = second.run()
        guard second.faults.isEmpty else { return second.faults }
        return [SchemaFault(pointer: "", detail: "does not fit, and takes too much work to tell where")]
    }

    /// The first thing that is wrong with a part of a document; nil if it fits.
    ///
    /// It is for those who may know nothing of what is in the document: names of members that the schema doesn't name are `*`.
    ///
    /// - Parameters:
    ///   - document: the document.
    ///   - place: where the part begins.
    ///   - left: how many steps of about 30 ns this look and later ones may take in all, beyond two for each byte of their documents.
    /// - Returns: the fault; its pointer begins at the part.
    package func firstFault(
        in document: JSONDocument, at place: JSONPlace, sharing left: inout Int
    ) -> SchemaFault? {
        if let name = document.firstRepeatedName(in: place) {
            let isNamed = program.members.contains { $0.names.index(of: name, in: document) != nil }
            let words = isNamed ? "the name \(SchemaValidator.quoted(name, of: document))" : "a name"
            return SchemaFault(pointer: "", detail: "\(words) is there twice in one object")
        }
        var validator = SchemaValidator(program, document, at: place)
        let (own, free) = (validator.steps, 2 * document.bytes.count)
        let allowed = min(own, free + max(left, 0))
        validator.steps = allowed
        defer { left -= max(allowed - max(validator.steps, 0) - free, 0) }
        if validator.run() { return nil }
        if let trouble = validator.trouble {
            let isOthers = validator.steps < 0 && allowed < own
            return SchemaFault(
                pointer: "",
                detail: isOthers ? "takes too much work to be checked, together with what was checked before" : trouble)
        }
        validator = SchemaValidator(reportsAfter: validator)
        (validator.mostFaults, validator.tellsAllNames) = (1, false)
        _ = validator.run()
        return validator.faults.first
            ?? SchemaFault(pointer: "", detail: "does not fit, and takes too much work to tell where")
    }

    /// Whether a document fits.
    package func accepts(_ document: JSONDocument) -> Bool { faults(in: document).isEmpty }

    /// Whether both were written alike.
    package static func == (left: JSONSchema, right: JSONSchema) -> Bool { left.source == right.source }

    /// How many faults are told of one document.
    package static let mostFaults = 20
}
