internal import TuttiExpressions
internal import TuttiJSON

/// The JSON Schema of the values at one place, worked out from examples.
///
/// An example shows the type of a value and which members it can have. It doesn't show that a member is always there, or that a
/// value is never null: the schema says so only where the plan itself proves it.
struct SchemaDraft {
    /// The types of JSON Schema, in the order in which they are written.
    ///
    /// There is no `integer`: that a number is whole in an example says nothing of the next one.
    private static let types: [(kind: PossibleKinds, word: String)] = [
        (.object, "object"), (.array, "array"), (.string, "string"), (.number, "number"), (.bool, "boolean"),
        (.null, "null"),
    ]

    private struct Member {
        let name: String
        var draft: SchemaDraft
    }

    private var kinds: PossibleKinds = []
    private var members: [Member] = []
    private var places: [String: Int] = [:]
    /// Of the elements of all arrays; none before the first element.
    private var elements: [SchemaDraft] = []

    /// Nothing is known.
    init() {}

    /// Adds an example.
    ///
    /// Parsed JSON has a bounded depth, and so has this recursion.
    mutating func add(_ value: JSONValue) {
        kinds.insert(PossibleKinds(value.kind))
        switch value.kind {
        case .null, .bool, .string, .number: break
        case .array: for element in value.elements { withElements { $0.add(element) } }
        case .object: for (name, member) in value.members { withMember(name) { $0.add(member) } }
        }
    }

    /// The schema; where nothing but null is known, the empty one, which accepts any value.
    ///
    /// - Parameters:
    ///   - known: what holds of the values without examples.
    ///   - requiresMembers: whether the members that are certain are required.
    /// - Returns: an object; types in one order, members in the order in which they were first seen, known ones first.
    func schema(of known: ValueShape, requiresMembers: Bool) -> JSONValue {
        let kinds = kinds(known)
        guard !kinds.isSubset(of: .null) else { return [:] }
        let types = Self.types.filter { kinds.contains($0.kind) }.map(\.word)
        var schema = JSONObject()
        schema["type"] = types.count == 1 ? .string(types[0]) : .strings(types)
        if kinds.contains(.object) { addMembers(to: &schema, known, requiresMembers) }
        if kinds.contains(.array) {
            let items = (elements.first ?? SchemaDraft()).schema(
                of: known.elements, requiresMembers: requiresMembers)
            if !items.members.isEmpty { schema["items"] = items }
        }
        return .object(schema)
    }

    /// The types that values can have: those of the examples, as far as they are possible, and null wherever it is possible.
    private func kinds(_ known: ValueShape) -> PossibleKinds {
        let null = known.kinds.intersection(.null)
        let shown = kinds.intersection(known.kinds).subtracting(.null)
        if !shown.isEmpty { return shown.union(null) }
        // Any value, or any but null: there is no type to name.
        return known.kinds.union(.null) == .any ? [] : known.kinds
    }

    private func addMembers(to schema: inout JSONObject, _ known: ValueShape, _ requiresMembers: Bool) {
        if known.members.isEmpty, isMap {
            var values = SchemaDraft()
            for member in members { values.merge(member.draft) }
            schema["additionalProperties"] = values.schema(of: known.others, requiresMembers: requiresMembers)
            return
        }
        var properties: [(name: String, value: JSONValue)] = known.members.map { member in
            let draft = places[member.name].map { members[$0].draft } ?? SchemaDraft()
            return (member.name, draft.schema(of: member.shape, requiresMembers: requiresMembers))
        }
        for member in members where !known.members.contains(where: { $0.name == member.name }) {
            properties.append((member.name, member.draft.schema(of: known.others, requiresMembers: requiresMembers)))
        }
        if !properties.isEmpty { schema["properties"] = .object(JSONObject(properties)) }
        let certain = known.members.filter(\.isCertain).map(\.name)
        if requiresMembers, !certain.isEmpty { schema["required"] = .strings(certain) }
    }

    /// Whether the names of the members are data: numbers, as of an object by id.
    private var isMap: Bool {
        !members.isEmpty
            && members.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private mutating func merge(_ other: SchemaDraft) {
        kinds.formUnion(other.kinds)
        for member in other.members { withMember(member.name) { $0.merge(member.draft) } }
        if let items = other.elements.first { withElements { $0.merge(items) } }
    }

    private mutating func withMember(_ name: String, _ change: (inout SchemaDraft) -> Void) {
        let place = places[name] ?? members.count
        if place == members.count {
            members.append(Member(name: name, draft: SchemaDraft()))
            places[name] = place
        }
        change(&members[place].draft)
    }

    private mutating func withElements(_ change: (inout SchemaDraft) -> Void) {
        if elements.isEmpty { elements.append(SchemaDraft()) }
        change(&elements[0])
    }
}
