internal import TuttiJSON

/// Compares a response with what a test names of it.
///
/// Members that are not named are not compared; arrays have the same length, and their elements are compared in the same
/// way; numbers are compared by value.
enum BodyComparison {
    /// More differences than this are not shown: they are one mistake.
    static let limit = 20
    /// Longer values are cut.
    private static let length = 80

    /// Each place that differs; `name` is what the value is called.
    static func mismatches(
        of actual: JSONValue, with expected: JSONValue, called name: String = "body"
    ) -> [TestMismatch] {
        var found: [TestMismatch] = []
        compare(actual, expected, at: JSONPointer(tokens: []), name, &found)
        guard found.count > limit else { return found }
        let rest = TestMismatch(subject: name, detail: "and \(found.count - limit) more differences")
        return found.prefix(limit) + [rest]
    }

    /// Whether nothing differs.
    static func agrees(_ actual: JSONValue, with expected: JSONValue) -> Bool {
        mismatches(of: actual, with: expected).isEmpty
    }

    /// What both have: members of objects that agree; nil where nothing can be expected.
    ///
    /// Of two arrays the common part is an array, if each pair of elements has something in common.
    static func common(_ left: JSONValue, _ right: JSONValue) -> JSONValue? {
        if left == right { return left }
        guard left.kind == right.kind else { return nil }
        switch left.kind {
        case .object:
            let members = left.members.compactMap { member -> (name: String, value: JSONValue)? in
                guard let other = right.member(member.name), let value = common(member.value, other) else { return nil }
                return (member.name, value)
            }
            return .object(JSONObject(members))
        case .array:
            let elements = zip(left.elements, right.elements).compactMap { common($0, $1) }
            return elements.count == left.count && left.count == right.count ? .array(elements) : nil
        case .null, .bool, .number, .string: return nil
        }
    }

    private static func compare(
        _ actual: JSONValue?, _ expected: JSONValue, at pointer: JSONPointer, _ name: String,
        _ found: inout [TestMismatch]
    ) {
        func differ(_ expected: String, _ actual: String) {
            let subject = pointer.tokens.isEmpty ? name : "\(name) \(pointer)"
            found.append(TestMismatch(subject: subject, expected: expected, actual: actual))
        }
        guard let actual else { return differ(text(expected), "no such member") }
        switch expected.kind {
        case .object:
            guard actual.kind == .object else { return differ("an object", text(actual)) }
            for member in expected.members {
                compare(actual.member(member.name), member.value, at: pointer.appending(member.name), name, &found)
            }
        case .array:
            guard actual.kind == .array else { return differ("an array", text(actual)) }
            let (wanted, given) = (expected.elements, actual.elements)
            guard wanted.count == given.count else {
                return differ(wanted.count.counted("element"), given.count.counted("element"))
            }
            for (index, pair) in zip(given, wanted).enumerated() {
                compare(pair.0, pair.1, at: pointer.appending(String(index)), name, &found)
            }
        case .null, .bool, .number, .string:
            if actual != expected { differ(text(expected), text(actual)) }
        }
    }

    /// The value as JSON, cut if it is long.
    private static func text(_ value: JSONValue) -> String {
        value.jsonText.cut(to: length)
    }
}
