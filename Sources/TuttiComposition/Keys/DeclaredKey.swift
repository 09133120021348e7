/// What is known of a key whatever its value is.
protocol DeclaredKey: Sendable {
    /// As the file has it.
    var name: String { get }
    /// What it means, in Markdown.
    var description: String { get }
    /// Which values an editor accepts.
    var valueSchema: SchemaValue { get }
    /// The value that holds without the key, as it would be written; nil where there is no such value.
    var writtenDefault: SchemaValue? { get }
    /// Values that an editor offers.
    var examples: [SchemaValue] { get }
    /// The bounds of a whole number.
    var bounds: ClosedRange<Int>? { get }
    /// What other tools call it.
    var foreign: [ForeignNames] { get }
    /// What earlier versions called it.
    var formerNames: [String] { get }
}

extension DeclaredKey {
    /// The schema of the key's value, with description, default and examples.
    var schema: SchemaValue {
        var words = description
        if let writtenDefault {
            words += "\n\nDefault: `\(writtenDefault.text().replacing("\"", with: ""))`."
        }
        var more: [(name: String, value: SchemaValue)] = [
            ("description", .string(description)),
            // VS Code shows `description` as plain text, with its backticks.
            ("markdownDescription", .string(words)),
        ]
        if let writtenDefault { more.append(("default", writtenDefault)) }
        if !examples.isEmpty { more.append(("examples", .array(examples))) }
        return valueSchema.with(more)
    }
}
