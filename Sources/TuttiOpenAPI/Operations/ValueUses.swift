internal import TuttiJSON

/// Where a value that the client sends is used, which says of what type it must be.
struct ValueUses: OptionSet {
    let rawValue: UInt8

    /// A part of a path: text that isn't empty, without `.` and `..` between slashes.
    static let segment = ValueUses(rawValue: 1)
    /// Text in a query.
    static let text = ValueUses(rawValue: 2)
    /// A part of a header; null leaves the header out.
    static let header = ValueUses(rawValue: 4)
    /// A query parameter; null leaves it out, and a list repeats it.
    static let parameter = ValueUses(rawValue: 8)
    /// A cookie; null leaves it out.
    static let cookie = ValueUses(rawValue: 16)

    /// The schema of text that is used so.
    ///
    /// - Parameter more: patterns of which it must have each.
    /// - Returns: a schema of a string.
    func textSchema(_ more: [String] = []) -> JSONValue {
        var schema = JSONObject([("type", "string")])
        if contains(.segment) { schema["minLength"] = 1 }
        var patterns = more
        if contains(.header) { patterns.append(#"^[^\u0000-\u0008\u000a-\u001f\u007f]*$"#) }
        // Cookie octets (RFC 6265, 4.1.1).
        if contains(.cookie) { patterns.append(##"^[\u0021\u0023-\u002b\u002d-\u003a\u003c-\u005b\u005d-\u007e]*$"##) }
        if let first = patterns.first { schema["pattern"] = .string(first) }
        if contains(.segment) { schema["not"] = ["pattern": .string(Self.dotSegmentPattern)] }
        if patterns.count > 1 { schema["allOf"] = .array(patterns.dropFirst().map { ["pattern": .string($0)] }) }
        return .object(schema)
    }

    /// The schema of a value of JSON that is used so; nil where it can be anything.
    var valueSchema: JSONValue? {
        guard !isEmpty else { return nil }
        let hasPattern = !isDisjoint(with: [.segment, .header, .cookie])
        var types = hasPattern ? ["number", "boolean"] : ["string", "number", "boolean"]
        if isDisjoint(with: [.segment, .text]) { types.append("null") }
        var schemas: [JSONValue] = hasPattern ? [textSchema()] : []
        schemas.append(["type": .strings(types)])
        if self == .parameter {
            schemas.append(["type": "array", "items": ["type": ["string", "number", "boolean", "null"]]])
        }
        return schemas.count == 1 ? schemas[0] : ["anyOf": .array(schemas)]
    }

    /// What is refused in a path (docs/decisions/0005-path-placeholders.md), as a regular expression of ECMA-262.
    ///
    /// Percent signs may be encoded any number of times. Digits of an escape that are escapes themselves, `%%32e`, are refused too,
    /// which no regular expression can say.
    private static let dotSegmentPattern: String = {
        func either(_ characters: String, encoded: String) -> String { "(?:[\(characters)]|%(?:25)*(?:\(encoded)))" }
        let separator = either(#"/\\"#, encoded: "2[fF]|5[cC]")
        let dropped = either(#"\u0000-\u0020\u007f"#, encoded: "[01][0-9a-fA-F]|20|7[fF]") + "*"
        let dot = either(".", encoded: "2[eE]") + dropped
        let end = either(#";?#"#, encoded: "3[bB]|3[fF]|23")
        return "(?:^|\(separator))\(dropped)\(dot)(?:\(dot))?(?:$|\(separator)|\(end))"
    }()
}
