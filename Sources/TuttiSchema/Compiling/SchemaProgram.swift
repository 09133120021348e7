internal import TuttiJSON
internal import TuttiPatterns

/// A compiled schema: schemas as runs of rules, in flat lists that refer to each other by their places.
final class SchemaProgram: Sendable {
    /// One schema.
    struct Node {
        /// Its rules in `SchemaProgram.rules`.
        var rules: Range<Int> = 0..<0
        /// What `$id` it is under, for `$dynamicRef`.
        var resource = 0
        var hasUnevaluated = false
        /// The types that it allows by itself, for finding out which alternative was meant; nil where it names none.
        var types: SchemaTypes?
        /// What it refers to and nothing else; nil for any other schema.
        var alias: Int?
    }

    /// Values of `enum`.
    struct Enumeration {
        /// Where all values are texts.
        var names: JSONNameTable?
        var values: [JSONNode] = []
    }

    struct ItemRules {
        var prefix: [Int] = []
        var rest: Int?
    }

    struct ContainsRule {
        var schema = 0
        var least = 1
        var most = Int.max
    }

    struct Condition {
        var test = 0
        var then: Int?
        var otherwise: Int?
    }

    struct DynamicReference {
        var anchor = ""
        /// What a `$ref` would lead to.
        var target = 0
        /// Whether the target has a `$dynamicAnchor` of that name, without which it stays the target.
        var isDynamic = false
    }

    /// A number that others are compared with.
    struct Bound {
        let value: JSONValue
        /// Where it is a short integer.
        let integer: Int?
    }

    /// Lists while the program is made.
    struct Lists {
        var nodes: [Node] = []
        var rules: [SchemaRule] = []
        var values: [JSONNode] = []
        var enumerations: [Enumeration] = []
        var numbers: [Bound] = []
        var patterns: [Pattern] = []
        var items: [ItemRules] = []
        var contains: [ContainsRule] = []
        var members: [MemberRules] = []
        var alternatives: [[Int]] = []
        var conditions: [Condition] = []
        var dynamicReferences: [DynamicReference] = []
        /// By resource the schemas that its `$dynamicAnchor` name.
        var dynamicAnchors: [[String: Int]] = []
    }

    let nodes: [Node]
    let rules: [SchemaRule]
    let values: [JSONNode]
    let enumerations: [Enumeration]
    let numbers: [Bound]
    let patterns: [Pattern]
    let items: [ItemRules]
    let contains: [ContainsRule]
    let members: [MemberRules]
    let alternatives: [[Int]]
    let conditions: [Condition]
    let dynamicReferences: [DynamicReference]
    let dynamicAnchors: [[String: Int]]

    init(_ lists: Lists) {
        (nodes, rules, values, enumerations) = (lists.nodes, lists.rules, lists.values, lists.enumerations)
        (numbers, patterns, items, contains) = (lists.numbers, lists.patterns, lists.items, lists.contains)
        (members, alternatives, conditions) = (lists.members, lists.alternatives, lists.conditions)
        (dynamicReferences, dynamicAnchors) = (lists.dynamicReferences, lists.dynamicAnchors)
    }
}
