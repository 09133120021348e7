/// The kinds of scalars that the files have.
///
/// `${NAME}` may stand in any of them and is not known here: each pattern lets text with a variable pass, and a number may be
/// such text.
extension SchemaValue {
    private static let variable = #"\$\{[A-Za-z_][A-Za-z0-9_]*(\}|:-)"#

    /// Text of a form, which is given in words too, for what the editor says about other text.
    static func text(matching pattern: String, form: String) -> SchemaValue {
        [
            "type": "string", "pattern": .string("\(pattern)|\(variable)"),
            "patternErrorMessage": .string("must be \(form)"),
        ]
    }

    /// A scalar, or a text with a variable in its place.
    static func orVariable(_ schema: SchemaValue) -> SchemaValue {
        ["anyOf": [schema, ["type": "string", "pattern": .string(variable)]]]
    }

    /// Above zero, at most a day.
    static let duration = text(
        matching: "^0*([1-9][0-9]{0,7}ms|[1-9][0-9]{0,4}s|[1-9][0-9]{0,3}m|[1-9][0-9]?h)$",
        form: "a duration: a whole number and ms, s, m or h, like 300ms")

    /// Above zero, at most 1 GiB; a number is bytes.
    static let size: SchemaValue = [
        "anyOf": [
            text(
                matching: "^0*[1-9][0-9]*([KM]iB)?$|^0*1GiB$",
                form: "a size: a whole number and KiB, MiB or GiB, like 1MiB"),
            ["type": "integer", "minimum": 1, "maximum": .integer(ScalarReader.largestSize)],
        ]
    ]

    /// A host and a port, or the path of a socket.
    static let address = text(
        matching: #"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):[0-9]{1,5}$|^unix:/.*[^/]$"#,
        form: "a host, a colon and a port, like 127.0.0.1:8080, or unix: and a path")

    /// A host, and perhaps a port.
    static let host = text(
        matching: #"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?$"#,
        form: "a host, and perhaps a port: api.example.com")

    /// Any scalar but null: YAML takes `5` for a number where it is meant as text.
    static let text: SchemaValue = ["type": ["string", "number", "boolean"]]

    /// An expression of JMESPath.
    static let expression: SchemaValue = ["type": "string"]

    /// Anything: strings in it are expressions.
    static let value: SchemaValue = [:]

    static let bool = orVariable(["type": "boolean"])

    /// `false`, which turns off what the service says, or a value that turns it on.
    static func off(or value: SchemaValue) -> SchemaValue {
        ["anyOf": [["const": false], value]]
    }

    static func integer(_ range: ClosedRange<Int>) -> SchemaValue {
        orVariable(["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
    }

    /// Above 0, at most 1.
    static let ratio = orVariable(["type": "number", "exclusiveMinimum": 0, "maximum": 1])

    static func oneOf(_ words: [String]) -> SchemaValue {
        orVariable(["enum": .array(words.map { .string($0) })])
    }

    /// Names of headers to text.
    static let headers = map(names: headerName, of: text)

    /// Names of headers to text, or to null, which removes a header.
    static let headerChanges = map(names: headerName, of: ["type": ["string", "number", "boolean", "null"]])

    /// Names of headers to text, or to a list where a header is there more than once.
    static let repeatedHeaders = map(names: headerName, of: ["anyOf": [.text, .list(of: .text)]])

    /// The same, or null for a header that must not be there.
    static let expectedHeaders = map(names: headerName, of: ["anyOf": [.text, .list(of: .text), ["type": "null"]]])

    /// A list of names of headers.
    static let headerNames = list(of: .text(matching: headerName, form: "the name of a header"))

    /// A token (RFC 9110, section 5.6.2).
    static let headerName = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"

    /// `404`, `200-299`, `2xx`.
    static let statuses: SchemaValue = [
        "anyOf": [
            status(200...599),
            .text(
                matching: "^[2-5][0-9]{2}(-[2-5][0-9]{2})?$|^[2-5][Xx]{2}$",
                form: "a status like 404, 200-299 or 2xx"),
        ]
    ]

    /// A status, as a number or as text.
    static func status(_ range: ClosedRange<Int>) -> SchemaValue {
        [
            "anyOf": [
                ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)],
                .text(
                    matching: range.lowerBound < 400 ? "^[2-5][0-9]{2}$" : "^[45][0-9]{2}$",
                    form: "a status, \(range.lowerBound) to \(range.upperBound)"),
            ]
        ]
    }
}
