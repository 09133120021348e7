internal import TuttiJSON

/// What is known of the values at one place, from examples: a JSON Schema in the making.
struct SchemaDraft {
    /// The types of JSON Schema, in the order in which they are written.
    private enum Kind: String, CaseIterable {
        case object, array, string, integer, number, boolean, null
    }

    private struct Member {
        let name: String
        /// In how many of the objects it was.
        var count: Int
        var draft: SchemaDraft
    }

    private var kinds: Set<Kind> = []
    private var objectCount = 0
    private var members: [Member] = []
    private var places: [String: Int] = [:]
    /// Of the elements of all arrays; none before the first element.
    private var elements: [SchemaDraft] = []

    /// Nothing is known.
    init() {}

    /// Adds an example.
    ///
    /// What is parsed has a bounded depth, and so has this.
    mutating func add(_ value: JSONValue) {
        switch value.kind {
        case .null: kinds.insert(.null)
        case .bool: kinds.insert(.boolean)
        case .string: kinds.insert(.string)
        // `26.00` is whole by chance: who writes so has fractions as well.
        case .number: kinds.insert(value.number?.text.utf8.allSatisfy(Self.isDigitOrSign) == true ? .integer : .number)
        case .array:
            kinds.insert(.array)
            for element in value.elements { withElements { $0.add(element) } }
        case .object:
            kinds.insert(.object)
            objectCount += 1
            for (name, member) in value.members { withMember(name) { $0.draft.add(member) } }
        }
    }

    /// Adds a member of which nothing more is known, to objects that may not have it.
    mutating func addMember(_ name: String) {
        kinds.insert(.object)
        if places[name] == nil { withMember(name, times: 0) { _ in } }
    }

    /// Notes that there may be null in a place that is known from examples; does nothing if there is no such place.
    mutating func allowNull(at path: ArraySlice<String>) {
        guard let token = path.first else {
            kinds.insert(.null)
            return
        }
        if let place = places[token] {
            members[place].draft.allowNull(at: path.dropFirst())
        } else if !elements.isEmpty, Int(token) != nil {
            withElements { $0.allowNull(at: path.dropFirst()) }
        }
    }

    /// The schema; empty, which any value is valid by, where nothing but null is known.
    ///
    /// - Parameter requiresMembers: whether the members that all examples have are required.
    /// - Returns: an object; types in one order, members in the order in which they were first seen.
    func schema(requiresMembers: Bool) -> JSONValue {
        var kinds = kinds
        if kinds.contains(.number) { kinds.remove(.integer) }
        guard kinds.contains(where: { $0 != .null }) else { return [:] }
        let types = Kind.allCases.filter(kinds.contains).map(\.rawValue)
        var schema = JSONObject()
        schema["type"] = types.count == 1 ? .string(types[0]) : .strings(types)
        if isMap {
            var values = SchemaDraft()
            for member in members { values.merge(member.draft) }
            schema["additionalProperties"] = values.schema(requiresMembers: requiresMembers)
        } else if !members.isEmpty {
            schema["properties"] = .object(
                JSONObject(members.map { ($0.name, $0.draft.schema(requiresMembers: requiresMembers)) }))
            let required = members.filter { $0.count == objectCount && $0.count > 0 }.map(\.name)
            if requiresMembers, !required.isEmpty { schema["required"] = .strings(required) }
        }
        if let items = elements.first { schema["items"] = items.schema(requiresMembers: requiresMembers) }
        return .object(schema)
    }

    /// Whether the names of the members are data: numbers, as of an object by id.
    private var isMap: Bool {
        !members.isEmpty
            && members.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private mutating func merge(_ other: SchemaDraft) {
        kinds.formUnion(other.kinds)
        objectCount += other.objectCount
        for member in other.members { withMember(member.name, times: member.count) { $0.draft.merge(member.draft) } }
        if let items = other.elements.first { withElements { $0.merge(items) } }
    }

    private mutating func withMember(_ name: String, times: Int = 1, _ change: (inout Member) -> Void) {
        let place = places[name] ?? members.count
        if place == members.count {
            members.append(Member(name: name, count: 0, draft: SchemaDraft()))
            places[name] = place
        }
        members[place].count += times
        change(&members[place])
    }

    private mutating func withElements(_ change: (inout SchemaDraft) -> Void) {
        if elements.isEmpty { elements.append(SchemaDraft()) }
        change(&elements[0])
    }

    private static func isDigitOrSign(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }
}
