package import TuttiJSON

/// What is certain of a value, whatever the document that an expression makes it of.
///
/// | expression | kinds | certain |
/// |---|---|---|
/// | `user.name` | any | |
/// | `user != null` | boolean | |
/// | `{id: user.id}` | object | the member `id` |
/// | `orders[].{id: id}` | array or null | each element is an object with `id` |
/// | ``a \|\| `[]` `` | any but null | |
package struct ResultShape: Sendable {
    /// The kinds that it can be of.
    package var kinds: PossibleKinds
    /// The members that it has for certain where it is an object, in order.
    package private(set) var members: [Member]
    /// One shape for all elements, none where an array is empty for certain; nil where nothing is certain of them.
    private var elementShapes: [ResultShape]?

    /// How much is said, this and all that is within.
    private var size: Int
    /// More is not said: `{a: @, b: @} | {a: @, b: @} | …` says twice as much with each pipe.
    private static let sizeLimit = 2_000

    /// A member that an object has for certain.
    package struct Member: Sendable {
        /// Its name.
        package let name: String
        /// What is certain of its value.
        package let shape: ResultShape
    }

    /// Nothing is certain.
    package static let any = ResultShape(.any)

    /// A value of one of these kinds, of which nothing else is certain.
    package init(_ kinds: PossibleKinds) {
        (self.kinds, members, elementShapes, size) = (kinds, [], nil, 1)
    }

    /// An object that has these members; of two with the same name the last one counts.
    package init(members: [(name: String, shape: ResultShape)]) {
        self.init(.object)
        for (name, shape) in members {
            self.members.removeAll { $0.name == name }
            self.members.append(Member(name: name, shape: shape))
        }
        measure()
    }

    /// An array whose elements are all one of these.
    package init(elements: [ResultShape]) {
        self.init(.array)
        elementShapes = elements.isEmpty ? [] : [elements.dropFirst().reduce(elements[0]) { $0.or($1) }]
        measure()
    }

    /// A value that is known.
    package init(of value: JSONValue) {
        switch value.kind {
        case .object: self.init(members: value.members.map { ($0.name, ResultShape(of: $0.value)) })
        case .array: self.init(elements: value.elements.map { ResultShape(of: $0) })
        case .string, .number, .bool, .null: self.init(PossibleKinds(value.kind))
        }
    }

    /// What is certain of the elements where it is an array.
    package var elements: ResultShape { elementShapes?.first ?? .any }

    /// Whether it can be null.
    package var canBeNull: Bool { kinds.contains(.null) }

    /// The same or null.
    package var orNull: ResultShape { with(kinds.union(.null)) }

    /// The same where it isn't null.
    package var withoutNull: ResultShape { with(kinds.subtracting(.null)) }

    private func with(_ kinds: PossibleKinds) -> ResultShape {
        var shape = self
        shape.kinds = kinds
        return shape
    }

    /// What is certain of a value that is one or the other.
    package func or(_ other: ResultShape) -> ResultShape {
        var shape = with(kinds.union(other.kinds))
        if !kinds.contains(.object) {
            shape.members = other.members
        } else if other.kinds.contains(.object) {
            shape.members = members.compactMap { member in
                other.members.first { $0.name == member.name }.map {
                    Member(name: member.name, shape: member.shape.or($0.shape))
                }
            }
        }
        if !kinds.contains(.array) {
            shape.elementShapes = other.elementShapes
        } else if other.kinds.contains(.array) {
            shape.elementShapes = elementShapes.flatMap { mine in
                other.elementShapes.map { mine.isEmpty || $0.isEmpty ? mine + $0 : [elements.or(other.elements)] }
            }
        }
        shape.measure()
        return shape
    }

    private mutating func measure() {
        size = members.reduce(1 + (elementShapes?.first?.size ?? 0)) { $0 + $1.shape.size }
        if size > Self.sizeLimit { self = ResultShape(kinds) }
    }

    /// What is certain of its member of that name, or of the null that there is without one.
    func member(_ name: String) -> ResultShape {
        guard let member = members.first(where: { $0.name == name }) else { return .any }
        return kinds == .object ? member.shape : member.shape.orNull
    }
}
