internal import TuttiJSON

/// Text that becomes a part of a path.
enum PathText {
    /// Its schema: not empty, and without `.` and `..` as segments.
    static let schema: JSONValue = [
        "type": "string", "minLength": 1, "not": ["pattern": .string(dotSegmentPattern)],
    ]

    /// The schema of a parameter of the client's path, in which NUL is refused, too.
    static let parameterSchema: JSONValue = [
        "type": "string", "minLength": 1, "pattern": #"^[^\u0000]*$"#, "not": ["pattern": .string(dotSegmentPattern)],
    ]

    /// What is refused in a path (docs/decisions/0005-path-holes.md), as a regular expression of ECMA-262.
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
