package import TuttiJSON

/// What is known of a value before there is one: its kinds, its elements, its members.
///
/// It may say less than the truth, never more: what it excludes can't be.
package struct ValueShape: Sendable {
    /// What the value can be.
    package var kinds: PossibleKinds
    /// What each element is where it is an array; empty where nothing is known of them.
    private var knownElements: [ValueShape] = []
    /// The members that are known by name where it is an object.
    package private(set) var members: [(name: String, shape: ValueShape)] = []
    /// What every other member is: nil where there is none, empty where nothing is known of them.
    private var otherMembers: [ValueShape]? = []
    /// How many shapes it is made of.
    private var size = 1

    /// A value of some kinds, of which nothing else is known.
    package init(_ kinds: PossibleKinds) {
        self.kinds = kinds
    }

    /// Anything.
    package static let any = ValueShape(.any)
    /// Null.
    package static let null = ValueShape(.null)

    /// An array.
    package static func array(of elements: ValueShape) -> ValueShape {
        var shape = ValueShape(.array)
        guard elements.size < sizeLimit else { return shape }
        shape.knownElements = [elements]
        shape.size = elements.size + 1
        return shape
    }

    /// An object with these members, and no others where it is closed.
    package static func object(_ members: [(name: String, shape: ValueShape)], isClosed: Bool = true) -> ValueShape {
        var shape = ValueShape(.object)
        let size = members.reduce(1) { $0 + $1.shape.size }
        guard size <= sizeLimit else { return shape }
        shape.members = members
        shape.otherMembers = isClosed ? nil : []
        shape.size = size
        return shape
    }

    /// An object whose members are all like this, as far as they are there.
    package static func object(each member: ValueShape) -> ValueShape {
        var shape = ValueShape(.object)
        shape.otherMembers = [member]
        return shape
    }

    /// What each element is.
    package var elements: ValueShape { knownElements.first ?? .any }

    /// Whether all names of its members are known where it is an object.
    package var isClosed: Bool { otherMembers == nil }

    /// What a member of an object is: one that isn't there is null.
    package func member(_ name: String) -> ValueShape {
        // By code points, as names are compared.
        members.first { $0.name.unicodeScalars.elementsEqual(name.unicodeScalars) }?.shape ?? otherMember
    }

    /// The same without null.
    var withoutNull: ValueShape { without(.null) }

    /// The same where the value is none of these kinds.
    func without(_ kinds: PossibleKinds) -> ValueShape {
        var shape = self
        shape.kinds.subtract(kinds)
        return shape
    }

    /// The same, or null.
    var orNull: ValueShape {
        var shape = self
        shape.kinds.insert(.null)
        return shape
    }

    /// Of what is made of more shapes, nothing is known but its kind: `{a: @, b: @} | {a: @, b: @} | …` doubles with each step.
    private static let sizeLimit = 500

    /// One or the other.
    package func or(_ other: ValueShape) -> ValueShape {
        if kinds.isEmpty { return other }
        if other.kinds.isEmpty { return self }
        var shape = ValueShape(kinds.union(other.kinds))
        switch (kinds.contains(.array), other.kinds.contains(.array)) {
        case (true, true):
            if let left = knownElements.first, let right = other.knownElements.first {
                shape.knownElements = [left.or(right)]
            }
        case (true, false): shape.knownElements = knownElements
        case (false, _): shape.knownElements = other.knownElements
        }
        switch (kinds.contains(.object), other.kinds.contains(.object)) {
        case (true, true): shape.joinMembers(self, other)
        case (true, false): (shape.members, shape.otherMembers) = (members, otherMembers)
        case (false, _): (shape.members, shape.otherMembers) = (other.members, other.otherMembers)
        }
        shape.size = min(size + other.size, Self.sizeLimit)
        return shape
    }

    private mutating func joinMembers(_ left: ValueShape, _ right: ValueShape) {
        var rightMembers: [JSONName: ValueShape] = [:]
        for (name, shape) in right.members { rightMembers[JSONName(name)] = shape }
        for (name, shape) in left.members {
            members.append((name, shape.or(rightMembers.removeValue(forKey: JSONName(name)) ?? right.otherMember)))
        }
        for (name, shape) in right.members where rightMembers[JSONName(name)] != nil {
            members.append((name, shape.or(left.otherMember)))
        }
        otherMembers =
            switch (left.otherMembers, right.otherMembers) {
            case (nil, let rest), (let rest, nil): rest
            case (let one?, let other?): one.isEmpty || other.isEmpty ? [] : [left.otherMember.or(right.otherMember)]
            }
    }

    /// What a member is that is not known by name.
    private var otherMember: ValueShape {
        guard let otherMembers else { return .null }
        return (otherMembers.first ?? .any).orNull
    }
}

extension ValueShape {
    /// What a value that is there is.
    package init(of value: JSONValue) {
        self.init(of: value, depth: 0)
    }

    /// A fixed value that is larger than this says nothing but its kind.
    private static let (depthLimit, countLimit) = (6, 50)

    private init(of value: JSONValue, depth: Int) {
        self.init(PossibleKinds(value.kind))
        guard depth < Self.depthLimit, value.count <= Self.countLimit else { return }
        switch value.kind {
        case .array:
            self = .array(
                of: value.elements.reduce(ValueShape([])) { $0.or(ValueShape(of: $1, depth: depth + 1)) })
        case .object:
            self = .object(value.members.map { ($0.name, ValueShape(of: $0.value, depth: depth + 1)) })
        case .null, .bool, .number, .string: break
        }
    }
}
