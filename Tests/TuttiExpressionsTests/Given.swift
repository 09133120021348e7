import Testing
import TuttiExpressions
import TuttiJSON

/// A JSON text as a value.
func json(_ text: String) throws -> JSONValue {
    .node(try JSONDocument(parsing: Array(text.utf8)).root)
}

/// A value as JSON text.
func text(_ value: JSONValue) -> String {
    var writer = JSONWriter()
    writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// The result of an expression over a JSON text, as JSON text.
func evaluated(_ source: String, over document: String) throws -> String {
    text(try Expression(parsing: source).evaluate(over: try json(document)))
}
